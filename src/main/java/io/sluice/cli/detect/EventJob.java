package io.sluice.cli.detect;

import io.sluice.config.PipelineConfig;
import io.sluice.detect.Detection;
import io.sluice.detect.DetectionFiles;
import io.sluice.detect.OfEvents;
import io.sluice.detect.fault.FaultShare;
import io.sluice.detect.fault.event.EventFaultSuite;
import io.sluice.detect.label.CaseCount;
import io.sluice.detect.label.CaseLabels;
import io.sluice.detect.label.Labels;
import io.sluice.detect.label.LabelsFile;
import io.sluice.detect.run.DetectException;
import io.sluice.detect.run.EventRecorder;
import io.sluice.detect.run.EventTask;
import io.sluice.detect.run.HistoryFeed;
import io.sluice.detect.run.Track;
import io.sluice.history.History;
import io.sluice.model.token.TokenModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** CSV files of a pipeline whose events are tokens. */
final class EventJob implements Job {
  private final History history;
  private final int files;
  private final PipelineConfig config;
  private final TokenModel model;
  private final DetectProgress progress;
  private final EventRecorder recorder = new EventRecorder();
  private @Nullable Labels labels;
  private @Nullable CaseLabels cases;
  private boolean areCases;

  EventJob(
      History history,
      int files,
      PipelineConfig config,
      TokenModel model,
      DetectProgress progress) {
    this.history = history;
    this.files = files;
    this.config = config;
    this.model = model;
    this.progress = progress;
  }

  @Override
  public void know(Path file) {
    if (CaseLabels.isOne(file)) {
      cases = CaseLabels.read(file);
    } else {
      labels = LabelsFile.read(file);
    }
  }

  @Override
  public void run() {
    try (EventTask task = task()) {
      progress.feed(new HistoryFeed(config, task, files), history);
      areCases = task.areCases();
    }
    if (recorder.tracks().isEmpty()) {
      throw new DetectException(history.name() + ": there is no event that can be used");
    }
  }

  private EventTask task() {
    try {
      return new EventTask(config, model, recorder);
    } catch (IllegalArgumentException e) { // model and pipeline do not fit
      throw new DetectException("" + e.getMessage());
    }
  }

  @Override
  public Detection detection(boolean faults) {
    List<Track> tracks = recorder.tracks();
    Labels known = labels;
    if (known != null) {
      known.check(tracks);
    }
    return new Detection(
        config.name(),
        List.of(),
        model.contract(),
        tracks,
        known,
        Map.of(),
        faults ? faults(tracks) : List.of(),
        new OfEvents(recorder.surprises(), count(tracks)));
  }

  private @Nullable CaseCount count(List<Track> tracks) {
    CaseLabels known = cases;
    if (known == null) {
      return null;
    }
    known.check(tracks);
    return CaseCount.of(tracks, known, config.alerts().budget().toMillis());
  }

  private List<FaultShare> faults(List<Track> tracks) {
    progress.begin();
    EventFaultSuite suite = new EventFaultSuite(config, model, areCases, progress::accept);
    List<FaultShare> shares = suite.run(tracks, recorder.surprises(), cases);
    progress.finish();
    return shares;
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
