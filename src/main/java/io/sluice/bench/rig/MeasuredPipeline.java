package io.sluice.bench.rig;

import io.sluice.app.PipelineApp;
import io.sluice.app.StreamsSettings;
import io.sluice.config.PipelineConfig;
import io.sluice.config.SluiceConfig;
import io.sluice.live.Live;
import io.sluice.live.LiveFeed;
import io.sluice.metrics.PipelineCounts;
import io.sluice.model.ModelShelf;
import io.sluice.schema.Fingerprint;
import java.nio.file.Path;
import java.time.Duration;

/** A keyed pipeline that reads one topic of a benchmark's broker. */
public final class MeasuredPipeline implements AutoCloseable {
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(30);

  private final BenchCluster cluster;
  private final String topic;
  private final String group;
  private final PipelineCounts counts = new PipelineCounts();
  private final PipelineApp app;

  /**
   * A pipeline that does not run yet, and at which nobody looks.
   *
   * @param applicationId another one reads the topic from its beginning, with stores of its own
   * @param stores where the stores lie
   */
  public MeasuredPipeline(
      BenchSetup setup, BenchCluster cluster, String applicationId, String topic, Path stores) {
    this(setup, cluster, applicationId, topic, stores, false);
  }

  /**
   * A pipeline that does not run yet.
   *
   * @param isShown whether its last windows are held, for the page and the API
   */
  public MeasuredPipeline(
      BenchSetup setup,
      BenchCluster cluster,
      String applicationId,
      String topic,
      Path stores,
      boolean isShown) {
    PipelineConfig pipeline = BenchPipeline.of(topic, setup.modelFile());
    SluiceConfig service =
        BenchPipeline.service(applicationId, cluster.client(), setup.threads(), pipeline);
    this.cluster = cluster;
    this.topic = topic;
    this.group = StreamsSettings.applicationId(service, pipeline);
    this.app =
        new PipelineApp(
            service,
            pipeline,
            Fingerprint.of(pipeline),
            setup.threads(),
            new ModelShelf<>(setup.model()),
            counts,
            isShown ? new Live().add(pipeline) : LiveFeed.NONE,
            stores);
  }

  public PipelineApp app() {
    return app;
  }

  /** Its consumer group. */
  public String group() {
    return group;
  }

  /** What it has counted, as of its last commit. */
  public PipelineCounts counts() {
    return counts;
  }

  /** Starts it, and returns when it runs. */
  public void start() {
    app.start();
    Await.running(app::state);
  }

  /** Whether it has committed all that its topic holds. */
  public boolean isCommitted() {
    return cluster.isCommitted(group, topic);
  }

  /** Whether that is so, and readers see at least so many forecasts. */
  public boolean hasForecast(long windows) {
    return counts.forecastCount() >= windows
        && isCommitted()
        && cluster.isVisible(BenchPipeline.TOPICS.forecasts());
  }

  @Override
  public void close() {
    app.close(CLOSE_LIMIT);
  }
}
