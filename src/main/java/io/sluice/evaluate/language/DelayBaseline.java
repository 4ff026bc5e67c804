package io.sluice.evaluate.language;

import io.sluice.language.TokenEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The time to the next event by the median of what it was after the same token. */
public final class DelayBaseline {
  private DelayBaseline() {}

  /** The figures of each key: of times alone, counted as {@link EventFigures} says. */
  public static Map<String, EventFigures> run(HeldOutEvents held) {
    Map<String, List<Long>> delays = new HashMap<>();
    List<Long> all = new ArrayList<>();
    for (List<TokenEvent> events : held.lessons()) {
      for (int i = 1; i < events.size(); i++) {
        long delay = events.get(i).time() - events.get(i - 1).time();
        delays.computeIfAbsent(events.get(i - 1).text(), key -> new ArrayList<>()).add(delay);
        all.add(delay);
      }
    }
    Map<String, Long> medians = new HashMap<>();
    delays.forEach((token, some) -> medians.put(token, median(some)));
    long usual = median(all);
    Map<String, EventFigures> figures = new LinkedHashMap<>();
    held.tested()
        .forEach(
            (key, events) -> {
              List<TokenEvent> before = held.learned().getOrDefault(key, List.of());
              EventFigures of = new EventFigures();
              for (int i = held.areCases() ? 2 : 0; i < events.size(); i++) {
                if (i > 0 || !before.isEmpty()) {
                  TokenEvent last = i > 0 ? events.get(i - 1) : before.get(before.size() - 1);
                  long delay = events.get(i).time() - last.time();
                  of.delay((double) medians.getOrDefault(last.text(), usual) - delay);
                }
              }
              figures.put(key, of);
            });
    return figures;
  }

  private static long median(List<Long> values) {
    if (values.isEmpty()) {
      return 0;
    }
    values.sort(Long::compare);
    return values.get(values.size() / 2);
  }
}
