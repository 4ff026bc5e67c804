package io.sluice.detect.nab;

import io.sluice.alert.EpisodeTracker;
import io.sluice.detect.label.Labels;
import io.sluice.detect.label.Span;
import io.sluice.detect.nab.NabRun.Group;
import io.sluice.detect.run.Track;
import io.sluice.window.Windows;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** NAB's score of a run, by each profile, and the run's results in NAB's form. */
public final class NabScore {
  private static final String DETECTOR = "sluice";

  private final Labels labels;
  private final List<NabFile> files = new ArrayList<>();
  private final List<double[]> scores = new ArrayList<>();
  private final List<double[]> alerts = new ArrayList<>();

  /**
   * What a profile says.
   *
   * @param best the score at the best threshold
   * @param threshold that threshold, in the unit of scores; infinite: to detect nothing is best
   * @param byDefault the score of the alerts
   */
  public record Result(double best, double threshold, double byDefault) {}

  /** The score of files against their labels. */
  public NabScore(List<Group> groups, Labels labels) {
    this.labels = labels;
    for (Group group : groups) {
      Windows windows = new Windows(group.pipeline().window());
      double threshold =
          EpisodeTracker.threshold(group.pipeline().alerts().budget(), windows.size());
      Map<String, Track> tracks = new LinkedHashMap<>();
      group.tracks().forEach(track -> tracks.put(track.key(), track));
      for (NabFile file : group.files()) {
        Track track = tracks.get(file.name());
        if (track != null) {
          add(file, new RowScores(file, track, windows, threshold));
        }
      }
    }
  }

  private void add(NabFile file, RowScores rows) {
    files.add(file);
    scores.add(rows.scores());
    alerts.add(rows.alerts());
  }

  /** By the name of each profile, what it says. */
  public Map<String, Result> results(List<Profile> profiles) {
    NabScorer scorer =
        new NabScorer(files, files.stream().map(file -> labels.of(file.name())).toList());
    double[] all = concat(scores);
    double[] fired = concat(alerts);
    Map<String, Result> results = new LinkedHashMap<>();
    for (Profile profile : profiles) {
      NabScorer.Best best = scorer.best(all, profile);
      results.put(
          profile.name(), new Result(best.score(), best.threshold(), scorer.at(fired, 1, profile)));
    }
    return results;
  }

  private static double[] concat(List<double[]> parts) {
    return parts.stream().flatMapToDouble(Arrays::stream).toArray();
  }

  /**
   * Writes {@code results/sluice/<family>/sluice_<file>.csv}, with {@code anomaly_score} s / (1 +
   * s) of a score s.
   *
   * @param directory of {@code results}; made when missing
   */
  public void write(Path directory) throws IOException {
    for (int i = 0; i < files.size(); i++) {
      NabFile file = files.get(i);
      Path name = Path.of(file.name());
      Path parent = directory.resolve("results").resolve(DETECTOR);
      Path family = name.getParent() == null ? parent : parent.resolve(name.getParent());
      Files.createDirectories(family);
      write(family.resolve(DETECTOR + "_" + name.getFileName()), file, scores.get(i));
    }
  }

  private void write(Path to, NabFile file, double[] own) throws IOException {
    List<Span> events = labels.of(file.name());
    try (Writer out = Files.newBufferedWriter(to)) {
      out.write("timestamp,value,anomaly_score,label\n");
      for (int row = 0; row < own.length; row++) {
        long time = file.time(row);
        boolean labelled = events.stream().anyMatch(e -> e.start() <= time && time <= e.end());
        out.write(file.stamp(row) + ',' + file.text(row) + ',' + own[row] / (1 + own[row]));
        out.write(labelled ? ",1\n" : ",0\n");
      }
    }
  }
}
