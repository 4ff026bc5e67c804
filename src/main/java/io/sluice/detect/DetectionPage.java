package io.sluice.detect;

import io.sluice.csv.Untrusted;
import io.sluice.detect.fault.FaultShare;
import io.sluice.detect.label.CaseCount;
import io.sluice.detect.label.EventCount;
import io.sluice.detect.nab.NabScore;
import io.sluice.detect.run.Told;
import io.sluice.detect.run.Track;
import io.sluice.evaluate.language.Surprises;
import io.sluice.report.Chapter;
import io.sluice.report.Chapters;
import io.sluice.report.Page;
import io.sluice.report.event.SurpriseChart;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The page of a detection: its figures, and every key to choose from. */
final class DetectionPage {
  /** Values that are drawn of a window, of each target. */
  private static final int COLUMNS = 5;

  private static final double PERCENT = 100;

  /** Alerts that are listed of each. */
  private static final int LISTED = 50;

  private final Detection detection;
  private final Page page;
  private final int drawn;

  DetectionPage(Detection detection) {
    this.detection = detection;
    this.page = new Page("Alerts of " + detection.name());
    this.drawn =
        Chapters.windows(
            detection.tracks().size(), COLUMNS * Math.max(1, detection.targets().size()));
  }

  String html() {
    summary();
    cases();
    nab();
    faults();
    page.paragraph(
        isOfEvents()
            ? "The surprise of an event is -log2 of how probable it was before it came, in bits: 1 is a coin's, 10 comes once in a thousand times. Keys with missed events and alerts come first, then those with the highest scores."
            : "A forecast is the one made one window before, with its interval from quantile 0.1 to 0.9. Keys with missed events and alerts come first, then those with the highest scores.");
    Chapters chapters =
        new Chapters(
            isLabelled()
                ? List.of("key", "alerts", "highest score", "events found")
                : List.of("key", "alerts", "highest score"));
    for (Track track : detection.tracks()) {
      chapters.add(
          chapter(track),
          detection.count(track).misses(),
          track.fired().size(),
          Double.isNaN(track.highestScore()) ? 0 : track.highestScore());
    }
    return page.chapters(chapters, "scores.csv").html();
  }

  private boolean isLabelled() {
    return detection.labels() != null;
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
                fired.isEmpty()
                    ? "none"
                    : fired.entrySet().stream()
                        .map(type -> "%,d %s".formatted(type.getValue(), type.getKey()))
                        .collect(Collectors.joining(", "))));
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

  private void cases() {
    OfEvents of = detection.ofEvents();
    CaseCount count = of == null ? null : of.cases();
    if (count != null) {
      page.paragraph(
          String.format(
              Locale.ROOT,
              "Of %,d keys that are labelled abnormal, %,d raised an alert (%.2f%%); of %,d normal ones %,d did (%.2f%%). Their %,d alerts stand against %.1f that the budget allows in the time that they lasted.",
              count.abnormal(),
              count.found(),
              PERCENT * count.shareFound(),
              count.normal(),
              count.flagged(),
              PERCENT * count.shareFlagged(),
              count.falseAlerts(),
              count.budgeted()));
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
      List<String> row =
          new ArrayList<>(
              List.of(
                  share.name(),
                  "" + share.planted(),
                  share.planted() == 0
                      ? "0"
                      : String.format(
                          Locale.ROOT, "%d (%.0f%%)", share.found(), PERCENT * share.share()),
                  number(share.medianDelay())));
      if (isOfEvents()) {
        row.add(number(share.auc()));
      }
      rows.add(row);
    }
    if (!rows.isEmpty()) {
      page.table(
          isOfEvents()
              ? List.of("planted fault", "planted", "found", "median delay, events", "AUC")
              : List.of("planted fault", "in keys", "found", "median delay, windows"),
          rows);
    }
  }

  private Chapter chapter(Track track) {
    EventCount count = detection.count(track);
    int from = begin(track);
    int to = Math.min(from + drawn, track.length());
    List<String> cells =
        new ArrayList<>(
            List.of("%,d".formatted(track.fired().size()), number(track.highestScore())));
    if (isLabelled()) {
      cells.add("%,d of %,d".formatted(count.hits(), count.events()));
    }
    Chapter chapter =
        new Chapter(Untrusted.shown(track.key()), cells)
            .paragraph(sentence(track, count) + cut(track, to - from));
    for (int target = 0; target < track.targets() && from < to; target++) {
      chapter.figure(
          new TrackChart(track, target, from, to)
              .figure(detection.targets().get(target), detection.events(track)));
    }
    surprises(chapter, track, from, to);
    if (from < to) {
      chapter.figure(TrackChart.scores(track, from, to));
    }
    List<String> heads = List.of("fired at", "type", "severity", "score", "labelled");
    return chapter.table(
        heads.subList(0, isLabelled() ? heads.size() : heads.size() - 1), rows(track));
  }

  private boolean isOfEvents() {
    return detection.ofEvents() != null;
  }

  private void surprises(Chapter chapter, Track track, int from, int to) {
    OfEvents of = detection.ofEvents();
    Surprises own = of == null ? null : of.surprises().get(track.key());
    if (own == null || from >= to) {
      return;
    }
    SurpriseChart chart =
        new SurpriseChart(own, track.start(from), track.end(to - 1), COLUMNS * drawn);
    if (!chart.isEmpty()) {
      chapter.figure(chart.figure()).table(SurpriseChart.heads(), chart.rows());
    }
  }

  private String sentence(Track track, EventCount count) {
    int fired = track.fired().size();
    String alerts =
        "%,d windows, %s."
            .formatted(
                track.length(),
                fired == 0 ? "no alert" : fired == 1 ? "1 alert" : "%,d alerts".formatted(fired));
    return isLabelled()
        ? alerts + " Of %,d labelled events %,d were found.".formatted(count.events(), count.hits())
        : alerts;
  }

  private static String cut(Track track, int shown) {
    return shown < track.length()
        ? " The %,d with the most to see are drawn.".formatted(shown)
        : "";
  }

  /** The first of those windows in which there is most to see. */
  private int begin(Track track) {
    int best = 0;
    long most = -1;
    for (int from = 0; from == 0 || from + drawn <= track.length(); from += drawn / 4) {
      long weight = weight(track, from, Math.min(from + drawn, track.length()));
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

  private List<List<String>> rows(Track track) {
    return track.fired().stream().limit(LISTED).map(alert -> row(track, alert)).toList();
  }

  private List<String> row(Track track, Told alert) {
    List<String> row =
        new ArrayList<>(
            List.of(
                Instant.ofEpochMilli(alert.decidedAt()).toString(),
                alert.type(),
                alert.severity(),
                number(alert.score())));
    if (isLabelled()) {
      row.add(EventCount.eventOf(track, alert, detection.events(track)) >= 0 ? "yes" : "no");
    }
    return row;
  }

  private static String number(double value) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, "%.2f", value) : "–";
  }
}
