package io.sluice.detect;

import io.sluice.csv.Untrusted;
import io.sluice.detect.fault.FaultShare;
import io.sluice.detect.label.EventCount;
import io.sluice.detect.nab.NabScore;
import io.sluice.detect.run.Told;
import io.sluice.detect.run.Track;
import io.sluice.report.Page;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The page of a detection: its figures, and of the keys with the most to see a picture each. */
final class DetectionPage {
  /** Keys that are drawn. */
  static final int KEYS = 40;

  /** Windows that are drawn of each, where more would hide what happens. */
  private static final int DRAWN = 1000;

  /** Alerts that are listed of each. */
  private static final int LISTED = 20;

  private static final Comparator<Track> BY_SCORE =
      Comparator.comparingDouble((Track track) -> -track.highestScore()).thenComparing(Track::key);

  private final Detection detection;
  private final Page page;

  DetectionPage(Detection detection) {
    this.detection = detection;
    this.page = new Page("Alerts of " + detection.name());
  }

  String html() {
    summary();
    nab();
    faults();
    List<Track> shown = shown();
    page.paragraph(
        "Black: values. Blue: the forecast made one window before, median and interval from quantile 0.1 to 0.9. Green: labelled. Red: an alert fires.");
    page.paragraph(
        "Of %,d keys %,d are drawn, those with the most missed events and alerts first, then those with the highest scores."
            .formatted(detection.tracks().size(), shown.size()));
    shown.forEach(this::track);
    return page.html();
  }

  private void summary() {
    Map<String, Integer> fired = detection.firedByType();
    page.paragraph(
        "Model %s (%s). %,d keys, %,d windows, %,d alerts: %s."
            .formatted(
                detection.model().name(),
                detection.model().hash(),
                detection.tracks().size(),
                detection.windows(),
                fired.values().stream().mapToInt(count -> count).sum(),
                fired.isEmpty() ? "none" : fired.toString().replaceAll("[{}]", "")));
    if (detection.labels() != null) {
      EventCount count = detection.count();
      page.paragraph(
          String.format(
              Locale.ROOT,
              "Of %,d labelled events %,d were found, after a median of %.1f windows; %,d alerts are false, %.2f per key and 1000 windows. Precision %.3f, recall %.3f, F1 %.3f.",
              count.events(),
              count.hits(),
              count.medianDelay(),
              count.falseAlerts(),
              count.falsePerThousand(),
              count.precision(),
              count.recall(),
              count.f1()));
    }
  }

  private void nab() {
    List<List<String>> rows = new ArrayList<>();
    for (Map.Entry<String, NabScore.Result> profile : detection.nab().entrySet()) {
      rows.add(
          List.of(
              profile.getKey(),
              number(profile.getValue().best()),
              number(profile.getValue().threshold()),
              number(profile.getValue().byDefault())));
    }
    if (!rows.isEmpty()) {
      page.table(List.of("NAB's profile", "best", "at the score of", "alerts"), rows);
    }
  }

  private void faults() {
    List<List<String>> rows = new ArrayList<>();
    for (FaultShare share : detection.faults()) {
      rows.add(
          List.of(
              share.name(), "" + share.planted(), "" + share.found(), number(share.medianDelay())));
    }
    if (!rows.isEmpty()) {
      page.table(List.of("planted fault", "in keys", "found", "median delay, windows"), rows);
    }
  }

  /** Half of the places go to missed events and alerts, the others to high scores. */
  private List<Track> shown() {
    Comparator<Track> byMisses =
        Comparator.comparingInt((Track track) -> -detection.count(track).misses())
            .thenComparingInt(track -> -track.fired().size())
            .thenComparing(BY_SCORE);
    List<Track> shown =
        new ArrayList<>(detection.tracks().stream().sorted(byMisses).limit(KEYS / 2).toList());
    detection.tracks().stream()
        .filter(track -> !shown.contains(track))
        .sorted(BY_SCORE)
        .limit(KEYS - KEYS / 2)
        .forEach(shown::add);
    return shown;
  }

  private void track(Track track) {
    EventCount count = detection.count(track);
    String events =
        detection.labels() == null
            ? ""
            : ", %,d of %,d events found".formatted(count.hits(), count.events());
    page.heading(
        "%s: %,d alerts%s".formatted(Untrusted.shown(track.key()), track.fired().size(), events));
    int from = begin(track);
    int to = Math.min(from + DRAWN, track.length());
    if (from < to) {
      for (int target = 0; target < track.targets(); target++) {
        page.raw(new TrackChart(track, target, from, to).svg(detection.events(track)));
      }
    }
    list(track);
  }

  /** The first of those windows in which there is most to see. */
  private int begin(Track track) {
    int best = 0;
    long most = -1;
    for (int from = 0; from == 0 || from + DRAWN <= track.length(); from += DRAWN / 4) {
      long weight = weight(track, from, Math.min(from + DRAWN, track.length()));
      if (weight > most) {
        most = weight;
        best = from;
      }
    }
    return best;
  }

  private long weight(Track track, int from, int to) {
    if (from >= to) {
      return 0;
    }
    long events =
        detection.events(track).stream()
            .filter(event -> event.touches(track.start(from), track.end(to - 1)))
            .count();
    return events + TrackChart.fired(track, from, to).length;
  }

  private void list(Track track) {
    List<List<String>> rows =
        track.fired().stream().limit(LISTED).map(alert -> row(track, alert)).toList();
    if (!rows.isEmpty()) {
      page.table(List.of("fired at", "type", "severity", "score", "event"), rows);
    }
  }

  private List<String> row(Track track, Told alert) {
    boolean isKnown = EventCount.eventOf(track, alert, detection.events(track)) >= 0;
    return List.of(
        Instant.ofEpochMilli(alert.decidedAt()).toString(),
        alert.type(),
        alert.severity(),
        String.format(Locale.ROOT, "%.2f", alert.score()),
        detection.labels() == null ? "" : isKnown ? "yes" : "no");
  }

  private static String number(double value) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, "%.2f", value) : "–";
  }
}
