package io.sluice.cli.demo;

import static io.sluice.cli.demo.DemoText.format;

import io.sluice.cli.console.Screen;
import io.sluice.demo.AlertView;
import io.sluice.demo.Demo;
import io.sluice.demo.DemoPipeline;
import io.sluice.demo.DemoScore;
import io.sluice.demo.Highlight;
import io.sluice.metrics.PipelineCounts;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a demo shows while it runs: on a terminal a picture that is drawn over itself, else a plain
 * line per pipeline now and then and one per alert, and another one when its type is corrected.
 * After a while it says what to look at: on a terminal what is firing now, else once.
 */
final class DemoView implements Consumer<Demo> {
  private static final Duration FRAME = Duration.ofMillis(300);
  private static final Duration PLAIN = Duration.ofSeconds(5);
  private static final Duration SETTLED = Duration.ofSeconds(20);

  /** So long a highlight stays, for its address to be opened. */
  private static final Duration STAYS = Duration.ofSeconds(15);

  private static final int SERIES = 8;
  private static final int PLAIN_COLUMNS = 110;

  /** Of each pipeline; no terminal shows more. */
  private static final int MOST_ALERTS = 100;

  private final PrintWriter out;
  private final @Nullable Screen screen;
  private final long begin;
  private final Map<String, Counts> counts = new HashMap<>();
  private final Set<String> printed = new HashSet<>();
  private long shown;
  private @Nullable Highlight highlight;
  private long chosen;

  /** A pipeline's totals at the last picture. */
  private record Counts(long nanos, long records, long windows) {}

  /**
   * A view.
   *
   * @param screen null: plain lines, to {@code out}
   * @param begin when the demo began, {@link System#nanoTime}
   */
  DemoView(PrintWriter out, @Nullable Screen screen, long begin) {
    this.out = out;
    this.screen = screen;
    this.begin = begin;
  }

  @Override
  public void accept(Demo demo) {
    long now = System.nanoTime();
    if (now - shown < (screen == null ? PLAIN : FRAME).toNanos()) {
      return;
    }
    shown = now;
    try {
      if (screen != null) {
        choose(demo, now);
        screen.paint(DemoPicture.of(frame(demo, now), screen.columns(), screen.rows()));
      } else {
        print(demo, now);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void choose(Demo demo, long now) {
    if (now - begin < SETTLED.toNanos()) {
      return;
    }
    Highlight best = demo.highlight().orElse(highlight);
    boolean isBetter =
        best != null && (highlight == null || (best.isFiring() && !highlight.isFiring()));
    if (isBetter || now - chosen >= STAYS.toNanos()) {
      highlight = best;
      chosen = now;
    }
  }

  private DemoFrame frame(Demo demo, long now) throws IOException {
    List<DemoFrame.World> worlds = new ArrayList<>();
    List<AlertView> alerts = new ArrayList<>();
    DemoScore score = new DemoScore(0, 0, 0);
    for (DemoPipeline pipeline : demo.pipelines()) {
      worlds.add(new DemoFrame.World(facts(pipeline, now), pipeline.series(SERIES)));
      alerts.addAll(pipeline.alerts());
      score = score.plus(pipeline.score());
    }
    return new DemoFrame(
        demo.url(), (now - begin) / 1_000_000_000L, highlight, worlds, score, inTurn(alerts));
  }

  /**
   * The worlds have different calendars: of each the newest but one, and so on, then the newest.
   */
  private static List<AlertView> inTurn(List<AlertView> alerts) {
    Map<String, List<AlertView>> byPipeline = new TreeMap<>();
    alerts.forEach(
        alert ->
            byPipeline.computeIfAbsent(alert.pipeline(), name -> new ArrayList<>()).add(alert));
    int most = byPipeline.values().stream().mapToInt(List::size).max().orElse(0);
    List<AlertView> inTurn = new ArrayList<>();
    for (int age = Math.min(most, MOST_ALERTS); age >= 1; age--) {
      for (List<AlertView> some : byPipeline.values()) {
        if (age <= some.size()) {
          inTurn.add(some.get(some.size() - age));
        }
      }
    }
    return inTurn;
  }

  private List<String> facts(DemoPipeline pipeline, long now) {
    PipelineCounts metrics = pipeline.metrics();
    Counts current = new Counts(now, metrics.recordCount(), metrics.windowsClosedCount());
    Counts last = counts.put(pipeline.name(), current);
    double seconds = last == null ? 1 : Math.max(1e-3, (now - last.nanos()) / 1e9);
    long records = last == null ? 0 : current.records() - last.records();
    long windows = last == null ? 0 : current.windows() - last.windows();
    return List.of(
        format("%-12s", pipeline.name()),
        DemoText.time(pipeline.now()) + (pipeline.isHistory() ? " (history)" : ""),
        format("%,d alerts", metrics.alertsFiredCount()),
        format("%,d forecasts", metrics.forecastCount()),
        format("%,.0f windows/s", windows / seconds),
        format("%,.0f records/s", records / seconds));
  }

  private void print(Demo demo, long now) {
    for (DemoPipeline pipeline : demo.pipelines()) {
      out.println(DemoText.fit(facts(pipeline, now), PLAIN_COLUMNS));
      for (AlertView alert : pipeline.alerts()) {
        if (printed.add(alert.pipeline() + alert.key() + alert.type() + alert.start())) {
          out.println("  " + DemoText.cut(DemoText.alert(alert), PLAIN_COLUMNS));
        }
      }
    }
    if (highlight == null) {
      choose(demo, now);
      if (highlight != null) {
        out.println(DemoText.highlight(highlight, demo.url(), Integer.MAX_VALUE));
      }
    }
    out.flush();
  }
}
