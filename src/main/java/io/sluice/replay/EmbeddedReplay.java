package io.sluice.replay;

import io.sluice.broker.BrokerException;
import io.sluice.broker.EmbeddedBroker;
import io.sluice.broker.PipelineTopics;
import io.sluice.broker.Topics;
import io.sluice.config.PipelineConfig;
import io.sluice.config.SluiceConfig;
import io.sluice.config.WindowConfig;
import io.sluice.csv.CsvRows;
import io.sluice.metrics.InMemoryMetrics;
import io.sluice.model.ModelShelf;
import io.sluice.model.StepModel;
import io.sluice.topology.PipelineApp;
import io.sluice.window.Windows;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Replays a file through a pipeline on a broker of its own, as fast as both go, and writes what
 * comes out. The same file and data directory give the same bytes: the source has one partition,
 * the wall clock moves nothing, and a watermark record closes the last windows.
 */
public final class EmbeddedReplay {
  private static final int PARTITIONS = 1;
  private static final Duration ANSWER = Duration.ofSeconds(30);
  private static final Duration CLOSE = Duration.ofSeconds(30);

  /**
   * What to replay where.
   *
   * @param config the configuration that the pipeline stands in; its other pipelines do not run
   * @param pipeline the pipeline
   * @param csv the file
   * @param keyColumns see {@link RowFeed}
   * @param out directory of the files that are written
   * @param dataDir directory of the broker and the state; what is there from an earlier replay is
   *     continued
   */
  public record Job(
      SluiceConfig config,
      PipelineConfig pipeline,
      Path csv,
      List<String> keyColumns,
      Path out,
      Path dataDir) {}

  private final Job job;
  private final StepModel model;
  private final Consumer<ReplayProgress> listener;
  private final InMemoryMetrics metrics = new InMemoryMetrics();

  /**
   * A replay.
   *
   * @param model stays the caller's
   * @param listener is told how far it is, on the thread of {@link #run}
   */
  public EmbeddedReplay(Job job, StepModel model, Consumer<ReplayProgress> listener) {
    this.job = job;
    this.model = model;
    this.listener = listener;
  }

  /**
   * Runs to the end.
   *
   * @return what was counted
   * @throws BrokerException when the broker or the pipeline fails
   * @throws IOException when a file cannot be written
   */
  public ReplaySummary run() throws IOException {
    long begin = System.nanoTime();
    try (CsvRows rows = CsvRows.open(job.csv());
        EmbeddedBroker broker = EmbeddedBroker.start(job.dataDir())) {
      Map<String, String> kafka = Map.of("bootstrap.servers", broker.bootstrapServers());
      try (Topics topics = new Topics(kafka, ANSWER)) {
        PipelineTopics.create(topics, job.pipeline(), PARTITIONS);
      }
      replay(rows, kafka);
    }
    return ReplaySummary.of(metrics, (System.nanoTime() - begin) / 1e9);
  }

  private void replay(CsvRows rows, Map<String, String> kafka) throws IOException {
    SluiceConfig config = job.config();
    PipelineConfig pipeline = withoutIdle(job.pipeline());
    SluiceConfig embedded =
        new SluiceConfig(
            config.applicationId(), kafka, config.streams(), config.http(), config.pipelines());
    try (ReplayFiles files = new ReplayFiles(job.out(), pipeline.topics());
        TopicTail tail =
            TopicTail.start(kafka, PipelineTopics.outputs(pipeline.topics()), files::write)) {
      try (SourcePublisher publisher = new SourcePublisher(kafka, pipeline.source().topic());
          PipelineApp app =
              new PipelineApp(
                  embedded,
                  pipeline,
                  PARTITIONS,
                  new ModelShelf(model),
                  metrics,
                  job.dataDir().resolve("streams"))) {
        app.start();
        RowFeed feed = new RowFeed(rows, pipeline, job.keyColumns());
        feed.run(publisher, Pacer.NONE, true, published -> report(feed));
        drain(feed, publisher, new Drain(app, metrics, new Windows(pipeline.window())));
        if (!app.close(CLOSE)) {
          throw new BrokerException("the pipeline did not stop within " + CLOSE.toSeconds() + " s");
        }
      }
      tail.finish(CLOSE);
    }
  }

  private void drain(RowFeed feed, SourcePublisher publisher, Drain drain) {
    long newestAllowed =
        System.currentTimeMillis() + job.pipeline().window().maxFuture().toMillis();
    drain.expect(feed.records(), feed.oldest(), feed.newest(), newestAllowed);
    drain.watermark().ifPresent(publisher::watermark);
    drain.await(() -> report(feed));
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
    WindowConfig window = pipeline.window();
    return new PipelineConfig(
        pipeline.name(),
        pipeline.source(),
        new WindowConfig(
            window.size(),
            window.grace(),
            window.maxGap(),
            Duration.ZERO,
            window.maxFuture(),
            window.calendar(),
            window.zone()),
        pipeline.targets(),
        pipeline.model(),
        pipeline.provider(),
        pipeline.keyTtl(),
        pipeline.alerts(),
        pipeline.topics(),
        pipeline.deadLetters(),
        pipeline.maxKeys(),
        pipeline.metrics(),
        pipeline.covariates());
  }
}
