package io.sluice.cli.detect;

import io.sluice.config.PipelineConfig;
import io.sluice.detect.Detection;
import io.sluice.detect.DetectionFiles;
import io.sluice.detect.fault.FaultShare;
import io.sluice.detect.fault.FaultSuite;
import io.sluice.detect.label.Labels;
import io.sluice.detect.label.LabelsFile;
import io.sluice.detect.nab.Nab;
import io.sluice.detect.nab.NabFile;
import io.sluice.detect.nab.NabRun;
import io.sluice.detect.nab.NabRun.Group;
import io.sluice.detect.nab.NabScore;
import io.sluice.detect.run.Track;
import io.sluice.model.StepModel;
import io.sluice.train.TrainingSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The files of the Numenta Anomaly Benchmark. */
final class NabJob implements Job {
  private final Path directory;
  private final Nab nab;
  private final @Nullable PipelineConfig settings;
  private final StepModel model;
  private final Path modelFile;
  private final DetectProgress progress;
  private List<Group> groups = List.of();
  private @Nullable NabScore score;
  private @Nullable Labels known;

  NabJob(
      Path directory,
      Nab nab,
      @Nullable PipelineConfig settings,
      StepModel model,
      Path modelFile,
      DetectProgress progress) {
    this.directory = directory;
    this.nab = nab;
    this.settings = settings;
    this.model = model;
    this.modelFile = modelFile;
    this.progress = progress;
  }

  @Override
  public void know(Path file) {
    known = LabelsFile.read(file);
  }

  @Override
  public void run() {
    long rows = nab.files().stream().mapToLong(NabFile::length).sum();
    NabRun run =
        new NabRun(settings, model, modelFile, read -> progress.accept(read, (double) read / rows));
    groups = run.run(nab.files());
    progress.finish();
  }

  @Override
  public Detection detection(boolean faults) {
    List<Track> tracks = new ArrayList<>();
    groups.forEach(group -> tracks.addAll(group.tracks()));
    tracks.sort(Comparator.comparing(Track::key));
    Labels labels = labels(tracks);
    NabScore scored = new NabScore(groups, labels);
    score = scored;
    return new Detection(
        "NAB",
        List.of("value"),
        model.contract(),
        tracks,
        labels,
        scored.results(nab.profiles()),
        faults ? faults() : List.of());
  }

  /** Of NAB's own labels those of files that are not there say nothing. */
  private Labels labels(List<Track> tracks) {
    Labels named = known;
    if (named != null) {
      named.check(tracks);
      return named;
    }
    Labels all = LabelsFile.read(Nab.labels(directory));
    Labels labels = all.of(tracks.stream().map(Track::key).toList());
    int absent = all.keys().size() - labels.keys().size();
    if (absent > 0) {
      progress.say(absent + " files that have labels are not there");
    }
    labels.check(tracks);
    return labels;
  }

  private List<FaultShare> faults() {
    FaultSuite suite = new FaultSuite(model, progress::accept);
    for (Group group : groups) {
      progress.begin();
      suite.add(group.pipeline(), group.tracks(), TrainingSettings.defaultSeason(group.pipeline()));
    }
    progress.finish();
    return suite.shares();
  }

  @Override
  public void write(Detection detection, Path out) throws IOException {
    DetectionFiles.write(detection, out);
    if (score != null) {
      score.write(out);
    }
  }

  @Override
  public void close() {
    model.close();
  }
}
