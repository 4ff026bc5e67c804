package io.sluice.detect.fault;

import io.sluice.config.PipelineConfig;
import io.sluice.config.yaml.KebabCase;
import io.sluice.detect.run.HistoryTask;
import io.sluice.detect.run.Track;
import io.sluice.detect.run.ValuesFeed;
import io.sluice.model.StepModel;
import io.sluice.output.Alert;
import io.sluice.output.Outgoing;
import io.sluice.window.Windows;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Plants each kind of fault into a copy of each key, runs the copies through the service's code,
 * and counts what was found: an alert fires soon enough in the copy, on a window on which none
 * fires in the key itself.
 */
public final class FaultSuite {
  /** Windows of copies that are run at a time. */
  private static final long MOST_WINDOWS = 1_000_000;

  private final StepModel model;
  private final Progress progress;
  private final List<Planting> all = new ArrayList<>();

  /** Is informed of how far a run is. */
  @FunctionalInterface
  public interface Progress {
    /** Takes a step: windows run, and the share of the run that they are, 0 to 1. */
    void accept(long windows, double share);
  }

  /**
   * A suite without faults.
   *
   * @param model stays the caller's
   */
  public FaultSuite(StepModel model, Progress progress) {
    this.model = model;
    this.progress = progress;
  }

  /**
   * Plants faults into the keys of a pipeline and runs them.
   *
   * @param tracks what became of the keys themselves
   * @param season windows of a season
   */
  public void add(PipelineConfig pipeline, List<Track> tracks, int season) {
    long windows = Fault.values().length * tracks.stream().mapToLong(Track::length).sum();
    long done = 0;
    for (int from = 0; from < tracks.size(); ) {
      int to = from;
      long some = 0;
      while (to < tracks.size() && (to == from || some < MOST_WINDOWS)) {
        some += (long) Fault.values().length * tracks.get(to++).length();
      }
      run(pipeline, plant(tracks.subList(from, to), season), done, windows);
      done += some;
      from = to;
    }
  }

  private static Collection<Planting> plant(List<Track> tracks, int season) {
    return tracks.stream()
        .flatMap(
            track -> Stream.of(Fault.values()).map(fault -> new Planting(fault, track, season)))
        .filter(Planting::isPlanted)
        .toList();
  }

  private void run(PipelineConfig pipeline, Collection<Planting> some, long done, long windows) {
    Map<Bytes, Planting> byKey = new HashMap<>();
    some.forEach(one -> byKey.put(Bytes.wrap(one.key().getBytes(StandardCharsets.UTF_8)), one));
    try (HistoryTask task =
        new HistoryTask(pipeline.withoutKeyLimit(), model, record -> take(record, byKey))) {
      new ValuesFeed(new Windows(pipeline.window()))
          .run(
              some.stream().map(Planting::copy).toList(),
              task,
              rows -> progress.accept(done + rows, (double) (done + rows) / windows));
    }
    all.addAll(some);
  }

  private static void take(Record<Bytes, Outgoing> record, Map<Bytes, Planting> byKey) {
    Planting planting = byKey.get(record.key());
    if (planting != null
        && record.value() instanceof Alert alert
        && alert.status() == Alert.Status.FIRING) {
      planting.fired(alert.decidedAt());
    }
  }

  /** What was found, by kind. */
  public List<FaultShare> shares() {
    return Stream.of(Fault.values()).map(this::share).toList();
  }

  private FaultShare share(Fault fault) {
    List<Planting> planted = all.stream().filter(one -> one.fault() == fault).toList();
    List<Integer> delays =
        planted.stream().map(Planting::delay).filter(delay -> delay >= 0).toList();
    return new FaultShare(KebabCase.of(fault), planted.size(), delays, 1, Double.NaN);
  }
}
