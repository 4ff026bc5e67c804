package io.sluice.detect;

import io.sluice.detect.label.Span;
import io.sluice.detect.run.Track;
import io.sluice.report.Chart;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** A picture of some windows of one target of a key: values, forecasts, labels, alerts. */
final class TrackChart {
  private final Track track;
  private final int target;
  private final int from;
  private final int to;
  private final double[] observed;
  private final double low;
  private final double high;
  private final Chart chart;

  /** A picture of the windows from one to another, which is not in it. */
  TrackChart(Track track, int target, int from, int to) {
    this.track = track;
    this.target = target;
    this.from = from;
    this.to = to;
    this.observed = values(from, to, window -> track.observed(window, target));
    this.low = present().min().orElse(0);
    this.high = present().max().orElse(1);
    this.chart = new Chart("windows from " + Instant.ofEpochMilli(track.start(from)), "value");
  }

  private DoubleStream present() {
    return Arrays.stream(observed).filter(value -> !Double.isNaN(value));
  }

  private static double[] values(int from, int to, IntToDoubleFunction value) {
    return IntStream.range(from, to).mapToDouble(value).toArray();
  }

  /** The picture, with labelled events, as SVG. */
  String svg(List<Span> events) {
    events.forEach(this::label);
    bands();
    chart.line(
        "stroke:#1f5fa8;stroke-width:.6",
        0,
        values(from, to, window -> clip(track.median(window, target))));
    chart.line("stroke:#222;stroke-width:1", 0, observed);
    for (int window : fired(track, from, to)) {
      double[] x = {window - from, window - from};
      chart.points("stroke:#c4242b;stroke-width:1.5", x, new double[] {low, high});
    }
    return chart.svg();
  }

  /** Those of some windows on which an alert fires. */
  static int[] fired(Track track, int from, int to) {
    return track.fired().stream()
        .mapToInt(alert -> track.windowOf(alert.decidedAt()))
        .filter(window -> window >= from && window < to)
        .toArray();
  }

  private void label(Span event) {
    int first = Math.max(from, track.windowOf(event.start() + 1));
    int last = Math.min(to - 1, track.windowOf(event.end() + 1));
    if (first <= last) {
      double[] lower = values(first, last + 2, window -> low);
      double[] upper = values(first, last + 2, window -> high);
      chart.band("fill:#3a9d4b;fill-opacity:.18", first - from, lower, upper);
    }
  }

  /** One band for each run of windows that had a forecast. */
  private void bands() {
    int begin = from;
    for (int window = from; window <= to; window++) {
      if (window == to || Double.isNaN(track.median(window, target))) {
        if (window > begin) {
          band(begin, window);
        }
        begin = window + 1;
      }
    }
  }

  private void band(int begin, int end) {
    chart.band(
        "fill:#1f5fa8;fill-opacity:.2",
        begin - from,
        values(begin, end, window -> clip(track.lower(window, target))),
        values(begin, end, window -> clip(track.upper(window, target))));
  }

  /** A forecast far beyond all values would flatten them. */
  private double clip(double value) {
    double reach = (high - low) / 2;
    return Double.isNaN(value) ? value : Math.max(low - reach, Math.min(high + reach, value));
  }
}
