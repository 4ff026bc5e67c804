package io.sluice.cli.demo;

import io.sluice.demo.AlertView;
import io.sluice.demo.Demo;
import io.sluice.demo.DemoPipeline;
import io.sluice.demo.DemoScore;
import io.sluice.demo.SeriesView;
import io.sluice.metrics.PipelineCounts;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What a demo shows while it runs: on a terminal a picture that is drawn over itself, else a plain
 * line per pipeline now and then and one per alert, and another one when its type is corrected.
 */
final class DemoView implements Consumer<Demo> {
  private static final Duration FRAME = Duration.ofMillis(300);
  private static final Duration PLAIN = Duration.ofSeconds(5);
  private static final int SERIES = 4;
  private static final int ALERTS = 6;
  private static final int WIDTH = 110;
  private static final String BOLD = "\u001b[1m";
  private static final String DIM = "\u001b[2m";
  private static final String RED = "\u001b[31m";
  private static final String CYAN = "\u001b[36m";
  private static final String RESET = "\u001b[0m";
  private static final String ERASE_REST = "\u001b[K";
  private static final String ERASE_BELOW = "\u001b[J";
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final PrintWriter out;
  private final boolean terminal;
  private final long begin;
  private final Map<String, Counts> counts = new HashMap<>();
  private final Set<String> printed = new HashSet<>();
  private long shown;
  private int height;

  /** A pipeline's totals at the last picture. */
  private record Counts(long nanos, long records, long windows) {}

  /**
   * A view.
   *
   * @param begin when the demo began, {@link System#nanoTime}
   */
  DemoView(PrintWriter out, boolean terminal, long begin) {
    this.out = out;
    this.terminal = terminal;
    this.begin = begin;
  }

  @Override
  public void accept(Demo demo) {
    long now = System.nanoTime();
    if (now - shown < (terminal ? FRAME : PLAIN).toNanos()) {
      return;
    }
    shown = now;
    try {
      if (terminal) {
        draw(demo, now);
      } else {
        print(demo, now);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    out.flush();
  }

  private void draw(Demo demo, long now) throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add(
        BOLD
            + "sluice demo"
            + RESET
            + format("  %d s  %s  Ctrl-C ends it", (now - begin) / 1_000_000_000L, demo.url()));
    List<AlertView> alerts = new ArrayList<>();
    DemoScore score = new DemoScore(0, 0, 0);
    for (DemoPipeline pipeline : demo.pipelines()) {
      lines.add("");
      lines.add(CYAN + headline(pipeline, now) + RESET);
      for (SeriesView series : pipeline.series(SERIES)) {
        lines.add(series(series));
      }
      alerts.addAll(pipeline.alerts());
      score = score.plus(pipeline.score());
    }
    lines.add("");
    lines.add(
        BOLD
            + format(
                "alerts: %d of %d injected faults found, %d false",
                score.detected(), score.injected(), score.falseAlerts())
            + RESET);
    newest(alerts).forEach(alert -> lines.add(RED + alert(alert) + RESET));
    paint(lines);
  }

  private static List<AlertView> newest(List<AlertView> alerts) {
    // The worlds have different calendars: within each the newest, in turn.
    Map<String, List<AlertView>> byPipeline = new HashMap<>();
    alerts.forEach(
        alert ->
            byPipeline.computeIfAbsent(alert.pipeline(), name -> new ArrayList<>()).add(alert));
    List<AlertView> newest = new ArrayList<>();
    for (List<AlertView> some : byPipeline.values()) {
      newest.addAll(some.subList(Math.max(0, some.size() - ALERTS / 3), some.size()));
    }
    newest.sort(Comparator.comparing(AlertView::pipeline).thenComparing(AlertView::start));
    return newest;
  }

  /** Draws over the last picture. */
  private void paint(List<String> lines) {
    StringBuilder picture = new StringBuilder();
    if (height > 0) {
      picture.append("\u001b[").append(height).append('A');
    }
    for (String line : lines) {
      picture.append('\r').append(line).append(ERASE_REST).append('\n');
    }
    height = lines.size();
    out.print(picture.append(ERASE_BELOW));
  }

  private String headline(DemoPipeline pipeline, long now) {
    PipelineCounts metrics = pipeline.metrics();
    Counts current = new Counts(now, metrics.recordCount(), metrics.windowsClosedCount());
    Counts last = counts.put(pipeline.name(), current);
    double seconds = last == null ? 1 : Math.max(1e-3, (now - last.nanos()) / 1e9);
    long records = last == null ? 0 : current.records() - last.records();
    long windows = last == null ? 0 : current.windows() - last.windows();
    return format(
        "%-13s %s%s  %,6.0f records/s %,6.0f windows/s  %,d forecasts  %,d alerts",
        pipeline.name(),
        TIME.format(Instant.ofEpochMilli(pipeline.now())),
        pipeline.isHistory() ? " (history)" : "",
        records / seconds,
        windows / seconds,
        metrics.forecastCount(),
        metrics.alertsFiredCount());
  }

  private static String series(SeriesView series) {
    List<Double> all = Sparkline.numbers(series.observed(), series.expected());
    double low = all.stream().mapToDouble(Double::doubleValue).min().orElse(0);
    double high = all.stream().mapToDouble(Double::doubleValue).max().orElse(0);
    double last = series.observed().get(series.observed().size() - 1);
    double next = series.expected().isEmpty() ? Double.NaN : series.expected().get(0);
    return format(
        "  %-24s %40s%s%-12s%s %10.4g, next %.4g (%.4g to %.4g)",
        shorten(safe(series.key()), 24),
        Sparkline.of(series.observed(), low, high),
        DIM,
        Sparkline.of(series.expected(), low, high),
        RESET,
        last,
        next,
        series.lower(),
        series.upper());
  }

  private static String alert(AlertView alert) {
    return shorten(
        format(
            "  %-12s %s  %-8s %s %s%s",
            alert.pipeline(),
            TIME.format(Instant.ofEpochMilli(alert.start())),
            safe(alert.severity()),
            safe(alert.type()),
            safe(alert.summary()),
            alert.firing() ? "" : " (over)"),
        WIDTH);
  }

  private void print(Demo demo, long now) {
    for (DemoPipeline pipeline : demo.pipelines()) {
      out.println(headline(pipeline, now));
      for (AlertView alert : pipeline.alerts()) {
        if (printed.add(alert.pipeline() + alert.key() + alert.type() + alert.start())) {
          out.println(alert(alert));
        }
      }
    }
  }

  /** Keys are untrusted: no control or formatting character reaches the terminal. */
  private static String safe(String text) {
    StringBuilder safe = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              int type = Character.getType(c);
              boolean hidden =
                  type == Character.CONTROL
                      || type == Character.FORMAT
                      || type == Character.LINE_SEPARATOR
                      || type == Character.PARAGRAPH_SEPARATOR
                      || type == Character.SURROGATE;
              safe.appendCodePoint(hidden ? '?' : c);
            });
    return safe.toString();
  }

  private static String shorten(String text, int length) {
    return text.length() <= length ? text : text.substring(0, length - 1) + "…";
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
