package io.sluice.demo;

import io.sluice.app.PipelineApp;
import io.sluice.config.PipelineConfig;
import io.sluice.demo.simulator.Fault;
import io.sluice.demo.simulator.SimulatedEvent;
import io.sluice.demo.simulator.Simulator;
import io.sluice.metrics.PipelineCounts;
import io.sluice.replay.Drain;
import io.sluice.replay.ReplaySummary;
import io.sluice.replay.SourcePublisher;
import io.sluice.window.Windows;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One simulated world and the pipeline that watches it. The world's history passes as fast as the
 * pipeline keeps up; from then on its time runs at a steady multiple of the wall clock.
 */
public final class DemoPipeline {
  /** Records that the pipeline may be behind before the world waits for it. */
  private static final long MAX_BEHIND = 4000;

  /** Steps of event time that are produced in one go while the history passes. */
  private static final int HISTORY_WINDOWS = 12;

  private final PipelineConfig config;
  private final Simulator simulator;
  private final double speed;
  private final SourcePublisher publisher;
  private final Windows windows;
  private final PipelineCounts metrics;
  private final Board board;
  private final long begin;
  private double liveTime;
  private long published;
  private long oldest = Long.MAX_VALUE;
  private long newest = -1;

  /**
   * A world at its start, or where an earlier demo left it.
   *
   * @param speed event time per wall time after the history
   * @param position event time up to which events were published before, epoch ms; 0: none were
   */
  DemoPipeline(
      PipelineConfig config,
      Simulator simulator,
      double speed,
      SourcePublisher publisher,
      PipelineCounts metrics,
      long position) {
    this.config = config;
    this.simulator = simulator;
    this.speed = speed;
    this.publisher = publisher;
    this.windows = new Windows(config.window());
    this.metrics = metrics;
    this.board = new Board(config.name(), config.topics());
    if (position > 0) {
      // What may belong to a window that an earlier demo has closed would be late: left out.
      simulator.advance(position + windows.size(), event -> {});
    }
    this.begin = simulator.now();
    this.liveTime = Math.max(begin, simulator.healthyUntil());
  }

  /**
   * Lets the world go on.
   *
   * @param wallMillis wall time since the last call
   */
  void advance(double wallMillis) {
    if (published - metrics.recordCount() > MAX_BEHIND) {
      return;
    }
    if (simulator.now() < simulator.healthyUntil() - windows.size()) {
      long until = simulator.now() + HISTORY_WINDOWS * windows.size();
      simulator.advance(Math.min(until, simulator.healthyUntil()), this::publish);
    } else {
      liveTime += wallMillis * speed;
      simulator.advance((long) liveTime, this::publish);
    }
  }

  private void publish(SimulatedEvent event) {
    byte[] value = event.json().getBytes(StandardCharsets.UTF_8);
    publisher.publish(null, value, event.timestamp());
    published++;
    oldest = Math.min(oldest, event.timestamp());
    newest = Math.max(newest, event.timestamp());
  }

  /** Closes the last windows and waits until the pipeline has processed everything. */
  void drain(PipelineApp app) {
    Drain drain = new Drain(app, metrics, windows, 1);
    drain.expect(published, oldest, newest, Long.MAX_VALUE);
    drain.watermark().ifPresent(publisher::watermark);
    drain.await(() -> {});
  }

  /** The pipeline's name. */
  public String name() {
    return config.name();
  }

  /** The series keys. */
  public List<String> keys() {
    return simulator.keys();
  }

  /** Event time of the world, epoch ms. */
  public long now() {
    return simulator.now();
  }

  /** Whether the history is still passing. */
  public boolean isHistory() {
    return simulator.now() < simulator.healthyUntil() - windows.size();
  }

  /** What the pipeline has counted. */
  public PipelineCounts metrics() {
    return metrics;
  }

  Board board() {
    return board;
  }

  /** The alert episodes, oldest first. */
  public List<AlertView> alerts() {
    return board.alerts();
  }

  /** What is most worth looking at; empty before the first forecast. */
  public Optional<Highlight> highlight() {
    return board.highlight();
  }

  /** What is shown of the first series that have a forecast. */
  public List<SeriesView> series(int count) throws IOException {
    List<SeriesView> views = new ArrayList<>();
    for (String key : keys()) {
      if (views.size() < count) {
        board.series(key).ifPresent(views::add);
      }
    }
    return views;
  }

  /** How well the faults of this run have been found so far. */
  public DemoScore score() {
    List<Fault> faults =
        simulator.faults().stream().filter(fault -> fault.start() >= begin).toList();
    List<DemoScore.Episode> episodes = new ArrayList<>();
    for (AlertView alert : alerts()) {
      if (alert.start() >= begin) {
        episodes.add(new DemoScore.Episode(alert.key(), alert.start(), alert.end()));
      }
    }
    long closed =
        metrics.drainedThrough().values().stream().mapToLong(Long::longValue).min().orElse(0);
    return DemoScore.of(faults, episodes, config.window().size(), closed);
  }

  ReplaySummary summary(double seconds) {
    return ReplaySummary.of(metrics, 0, List.of(), seconds);
  }
}
