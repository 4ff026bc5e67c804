package io.sluice.detect;

import io.sluice.detect.label.Span;
import io.sluice.detect.run.Told;
import io.sluice.detect.run.Track;
import io.sluice.report.Figure;
import io.sluice.report.Tone;
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

  /** A picture of the windows from one to another, which is not in it. */
  TrackChart(Track track, int target, int from, int to) {
    this.track = track;
    this.target = target;
    this.from = from;
    this.to = to;
    this.observed = values(from, to, window -> track.observed(window, target));
    this.low = present().min().orElse(0);
    this.high = present().max().orElse(1);
  }

  private DoubleStream present() {
    return Arrays.stream(observed).filter(value -> !Double.isNaN(value));
  }

  private static double[] values(int from, int to, IntToDoubleFunction value) {
    return IntStream.range(from, to).mapToDouble(value).toArray();
  }

  private static long[] ends(Track track, int from, int to) {
    return IntStream.range(from, to).mapToLong(track::end).toArray();
  }

  /** The picture, with labelled events. */
  Figure figure(String name, List<Span> events) {
    Figure figure =
        Figure.overTime(name + ", by the end of its windows", ends(track, from, to))
            .band(
                "80% band",
                Tone.BAND,
                values(from, to, window -> clip(track.lower(window, target))),
                values(from, to, window -> clip(track.upper(window, target))))
            .dashed(
                "expected",
                Tone.ACCENT,
                values(from, to, window -> clip(track.median(window, target))))
            .line("observed", Tone.INK, observed);
    for (Span event : events) {
      if (event.touches(track.start(from), track.end(to - 1))) {
        figure.stretch("labelled", Tone.LABEL, event.start(), event.end());
      }
    }
    alerts(figure, track, from, to);
    return figure;
  }

  /** How odd each window was. */
  static Figure scores(Track track, int from, int to) {
    Figure figure =
        Figure.overTime(
                "score: 3 means that one window in a thousand of this key is as odd",
                ends(track, from, to))
            .line("score", Tone.WARN, values(from, to, track::score))
            .low();
    alerts(figure, track, from, to);
    return figure;
  }

  private static void alerts(Figure figure, Track track, int from, int to) {
    for (Told alert : track.fired()) {
      int window = track.windowOf(alert.decidedAt());
      if (window >= from && window < to) {
        figure.stretch("alert: " + alert.type(), Tone.BAD, alert.start(), end(track, alert));
      }
    }
  }

  /** The end of an episode; of one that goes on, when it was seen. */
  private static long end(Track track, Told fired) {
    return track.alerts().stream()
        .filter(alert -> alert.isResolved() && alert.id().equals(fired.id()))
        .mapToLong(Told::end)
        .findFirst()
        .orElse(fired.decidedAt());
  }

  /** Those of some windows on which an alert fires. */
  static int[] fired(Track track, int from, int to) {
    return track.fired().stream()
        .mapToInt(alert -> track.windowOf(alert.decidedAt()))
        .filter(window -> window >= from && window < to)
        .toArray();
  }

  /** A forecast far beyond all values would flatten them. */
  private double clip(double value) {
    double reach = (high - low) / 2;
    return Double.isNaN(value) ? value : Math.max(low - reach, Math.min(high + reach, value));
  }
}
