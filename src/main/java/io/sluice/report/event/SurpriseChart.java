package io.sluice.report.event;

import io.sluice.csv.Untrusted;
import io.sluice.evaluate.language.Surprises;
import io.sluice.report.Figure;
import io.sluice.report.Tone;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** How surprising what happened to one key was, in a stretch of time: a picture, and a table. */
public final class SurpriseChart {
  private static final int LISTED = 12;

  private final Surprises surprises;
  private final int[] shown;

  /**
   * A picture of the events from one time until another, epoch ms.
   *
   * @param most of so many events, the last ones
   */
  public SurpriseChart(Surprises surprises, long from, long until, int most) {
    this.surprises = surprises;
    int[] all =
        IntStream.range(0, surprises.length())
            .filter(i -> surprises.time(i) >= from && surprises.time(i) < until)
            .toArray();
    this.shown = IntStream.of(all).skip(Math.max(0, all.length - most)).toArray();
  }

  public boolean isEmpty() {
    return shown.length == 0;
  }

  public Figure figure() {
    long[] times = IntStream.of(shown).mapToLong(surprises::time).toArray();
    for (int i = 1; i < times.length; i++) {
      times[i] = Math.max(times[i], times[i - 1] + 1); // events of one moment stand side by side
    }
    return Figure.overTime("surprise of each event, bits", times)
        .dots("bits", Tone.INK, IntStream.of(shown).mapToDouble(surprises::bits).toArray());
  }

  public static List<String> heads() {
    return List.of("event at", "what happened", "bits");
  }

  /** The most surprising ones, in order of time. */
  public List<List<String>> rows() {
    return IntStream.of(shown)
        .boxed()
        .sorted(Comparator.comparingDouble((Integer i) -> surprises.bits(i)).reversed())
        .limit(LISTED)
        .sorted()
        .map(
            i ->
                List.of(
                    Instant.ofEpochMilli(surprises.time(i)).toString(),
                    surprises.isEnd(i) ? "the session's end" : Untrusted.shown(surprises.token(i)),
                    String.format(Locale.ROOT, "%.1f", surprises.bits(i))))
        .toList();
  }
}
