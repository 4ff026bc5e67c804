package io.sluice.cli.detect;

import io.sluice.config.PipelineConfig;
import io.sluice.config.TargetConfig;
import io.sluice.detect.Detection;
import io.sluice.detect.DetectionFiles;
import io.sluice.detect.fault.FaultShare;
import io.sluice.detect.fault.FaultSuite;
import io.sluice.detect.label.Labels;
import io.sluice.detect.label.LabelsFile;
import io.sluice.detect.run.DetectException;
import io.sluice.detect.run.HistoryFeed;
import io.sluice.detect.run.HistoryTask;
import io.sluice.detect.run.Recorder;
import io.sluice.detect.run.Track;
import io.sluice.history.History;
import io.sluice.model.StepModel;
import io.sluice.train.TrainingSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** CSV files of a pipeline. */
final class CsvJob implements Job {
  private final History history;
  private final int files;
  private final PipelineConfig config;
  private final StepModel model;
  private final DetectProgress progress;
  private List<Track> tracks = List.of();
  private @Nullable Labels labels;

  CsvJob(
      History history, int files, PipelineConfig config, StepModel model, DetectProgress progress) {
    this.history = history;
    this.files = files;
    this.config = config;
    this.model = model;
    this.progress = progress;
  }

  @Override
  public void know(Path file) {
    labels = LabelsFile.read(file);
  }

  @Override
  public void run() {
    Recorder recorder = new Recorder(model.contract(), config.targets().size());
    try (HistoryTask task = task(recorder)) {
      progress.feed(new HistoryFeed(config, task, files), history);
    }
    tracks = recorder.tracks();
    if (tracks.isEmpty()) {
      throw new DetectException(history.name() + ": there is no event that can be used");
    }
  }

  private HistoryTask task(Recorder recorder) {
    try {
      return new HistoryTask(config, model, recorder);
    } catch (IllegalArgumentException e) { // model and pipeline do not fit
      throw new DetectException("" + e.getMessage());
    }
  }

  @Override
  public Detection detection(boolean faults) {
    Labels known = labels;
    if (known != null) {
      known.check(tracks);
    }
    return new Detection(
        config.name(),
        config.targets().stream().map(TargetConfig::name).toList(),
        model.contract(),
        tracks,
        known,
        Map.of(),
        faults ? faults() : List.of());
  }

  private List<FaultShare> faults() {
    FaultSuite suite = new FaultSuite(model, progress::accept);
    progress.begin();
    suite.add(config, tracks, TrainingSettings.defaultSeason(config));
    progress.finish();
    return suite.shares();
  }

  @Override
  public void write(Detection detection, Path out) throws IOException {
    DetectionFiles.write(detection, out);
  }

  @Override
  public void close() {
    model.close();
  }
}
