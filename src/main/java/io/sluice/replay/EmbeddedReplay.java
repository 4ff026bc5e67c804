package io.sluice.replay;

import io.sluice.app.PipelineApp;
import io.sluice.broker.BrokerException;
import io.sluice.broker.EmbeddedBroker;
import io.sluice.broker.PipelineTopics;
import io.sluice.broker.Topics;
import io.sluice.config.PipelineConfig;
import io.sluice.config.SluiceConfig;
import io.sluice.config.WindowConfig;
import io.sluice.event.DeadLetterReason;
import io.sluice.metrics.PipelineCounts;
import io.sluice.model.Model;
import io.sluice.model.ModelShelf;
import io.sluice.replay.rows.FileTime;
import io.sluice.replay.rows.Loss;
import io.sluice.replay.rows.RowNotes;
import io.sluice.replay.rows.Rows;
import io.sluice.window.Windows;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Replays a file through a pipeline on a broker of its own, as fast as both go, and writes what
 * comes out. The same file and data directory give the same bytes: the wall clock moves nothing, a
 * watermark record closes the last windows, and of several partitions one is written after the
 * other.
 */
public final class EmbeddedReplay {
  private static final Duration ANSWER = Duration.ofSeconds(30);
  private static final Duration CLOSE = Duration.ofSeconds(30);

  /**
   * What to replay where.
   *
   * @param config the configuration that the pipeline stands in; its other pipelines do not run
   * @param pipeline the pipeline
   * @param csv the file
   * @param keyColumns see {@link Rows#open}
   * @param partitions of the source topic, over which the rows are spread by series key
   * @param out directory of the files that are written
   * @param dataDir directory of the broker and the state; what is there from an earlier replay is
   *     continued
   */
  public record Job(
      SluiceConfig config,
      PipelineConfig pipeline,
      Path csv,
      List<String> keyColumns,
      int partitions,
      Path out,
      Path dataDir) {}

  private final Job job;
  private final Model model;
  private final Consumer<ReplayProgress> listener;
  private final PipelineCounts metrics = new PipelineCounts();
  private final List<String> notes = new ArrayList<>();
  private long leftOpen;
  private List<Loss> lost = List.of();

  /**
   * A replay.
   *
   * @param model stays the caller's
   * @param listener is informed of how far it is, on the thread of {@link #run}
   */
  public EmbeddedReplay(Job job, Model model, Consumer<ReplayProgress> listener) {
    this.job = job;
    this.model = model;
    this.listener = listener;
  }

  /**
   * Runs to the end.
   *
   * @return what was counted
   * @throws io.sluice.csv.UnfitException when the file does not fit the pipeline
   * @throws io.sluice.csv.CsvException when it cannot be read
   * @throws BrokerException when the broker or the pipeline fails
   * @throws IOException when a file cannot be written
   */
  public ReplaySummary run() throws IOException {
    long begin = System.nanoTime();
    try (Rows rows = Rows.open(job.csv(), job.pipeline(), job.keyColumns(), job.partitions());
        EmbeddedBroker broker = EmbeddedBroker.start(job.dataDir())) {
      Map<String, String> kafka = Map.of("bootstrap.servers", broker.bootstrapServers());
      try (Topics topics = new Topics(kafka, ANSWER)) {
        PipelineTopics.create(topics, job.pipeline(), job.partitions());
      }
      rows.note().ifPresent(notes::add);
      replay(rows, kafka);
    }
    return ReplaySummary.of(metrics, leftOpen, lost, (System.nanoTime() - begin) / 1e9);
  }

  /** What a user should know of a replay that has ended, a line each. */
  public List<String> notes() {
    return List.copyOf(notes);
  }

  private void replay(Rows rows, Map<String, String> kafka) throws IOException {
    SluiceConfig config = job.config();
    PipelineConfig pipeline = withoutIdle(job.pipeline());
    SluiceConfig embedded =
        new SluiceConfig(
            config.applicationId(), kafka, config.streams(), config.http(), config.pipelines());
    RowFeed feed = new RowFeed(rows, pipeline, job.partitions());
    try (ReplayFiles files = new ReplayFiles(job.out(), pipeline.topics(), job.partitions());
        TopicTail tail =
            TopicTail.start(kafka, PipelineTopics.outputs(pipeline.topics()), files::write)) {
      try (SourcePublisher publisher = new SourcePublisher(kafka, pipeline.source().topic());
          PipelineApp app =
              new PipelineApp(
                  embedded,
                  pipeline,
                  job.partitions(),
                  new ModelShelf<>(model),
                  metrics,
                  job.dataDir().resolve("streams"))) {
        app.start();
        feed.run(publisher, Pacer.NONE, true, published -> report(feed));
        drain(feed, publisher, app);
        if (!app.close(CLOSE)) {
          throw new BrokerException("the pipeline did not stop within " + CLOSE.toSeconds() + " s");
        }
      }
      tail.finish(CLOSE);
      noteUnused(feed.notes(), files);
    }
  }

  private void drain(RowFeed feed, SourcePublisher publisher, PipelineApp app) {
    WindowConfig window = job.pipeline().window();
    Windows windows = new Windows(window);
    Drain drain = new Drain(app, metrics, windows, job.partitions());
    long newestAllowed = System.currentTimeMillis() + window.maxFuture().toMillis();
    FileTime time = feed.time();
    long last = time.last();
    drain.expect(feed.records(), time.oldest(), last, newestAllowed);
    drain.watermark().ifPresent(publisher::watermark);
    drain.await(() -> report(feed));
    if (last >= 0) {
      noteOpen(feed, drain.closes(), windows.endOf(last));
    }
  }

  private void noteOpen(RowFeed feed, long closed, long lastEnd) {
    FileTime time = feed.time();
    FileTime.Tally beyond = time.open(lastEnd, Long.MAX_VALUE);
    FileTime.Tally unfinished = time.open(closed, lastEnd);
    leftOpen = beyond.count() + unfinished.count();
    if (beyond.count() > 0) {
      notes.add(feed.notes().describeBeyond(beyond, lastEnd));
    }
    if (unfinished.count() > 0) {
      notes.add(feed.notes().describeUnfinished(unfinished));
    }
  }

  private void noteUnused(RowNotes rows, ReplayFiles files) {
    ReplayFiles.Refused tooMany = files.tooManyKeys();
    if (tooMany != null) {
      long line = Rows.firstLineOf(tooMany.key(), job.csv(), job.pipeline(), job.keyColumns());
      rows.unusable(DeadLetterReason.TOO_MANY_KEYS, tooMany.count(), line, tooMany.detail());
    }
    lost = rows.losses(metrics.lateCount());
    notes.addAll(rows.describeDoubtful());
    if (metrics.lateCount() > 0) {
      notes.add(rows.describeLate(metrics.lateCount(), metrics.recordCount()));
    }
    rows.describeEmpty().ifPresent(notes::add);
    List<String> reasons = new ArrayList<>(rows.describeUnusable());
    reasons.addAll(files.describeWindows());
    if (!reasons.isEmpty()) {
      notes.add(
          String.format(
              Locale.ROOT,
              "dead letters: %,d of %,d records, %,d of %,d windows",
              metrics.recordsDeadLetteredCount(),
              metrics.recordCount(),
              metrics.windowsDeadLetteredCount(),
              metrics.windowsClosedCount()));
      reasons.forEach(reason -> notes.add("  " + reason));
    }
  }

  private void report(RowFeed feed) {
    listener.accept(
        new ReplayProgress(
            feed.records(),
            feed.progress(),
            metrics.recordCount(),
            metrics.windowsClosedCount(),
            metrics.alertsFiredCount()));
  }

  /** The end of the file closes the last windows, not the wall clock. */
  private static PipelineConfig withoutIdle(PipelineConfig pipeline) {
    return new PipelineConfig(
        pipeline.name(),
        pipeline.source(),
        pipeline.window().withIdle(Duration.ZERO),
        pipeline.targets(),
        pipeline.model(),
        pipeline.provider(),
        pipeline.keyTtl(),
        pipeline.alerts(),
        pipeline.topics(),
        pipeline.deadLetters(),
        pipeline.maxKeys(),
        pipeline.metrics(),
        pipeline.covariates(),
        pipeline.events());
  }
}
