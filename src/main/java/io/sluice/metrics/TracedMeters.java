package io.sluice.metrics;

import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.Unit;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is measured by Prometheus' own client, of all pipelines of a process: alerts and model runs.
 * An OpenMetrics scrape finds with them the trace of an event that had a part in it (an exemplar),
 * and a scrape in protobuf finds native histograms beside the classic ones; Micrometer has neither
 * of a trace that it did not begin itself.
 */
public final class TracedMeters {
  private static final int LARGEST_BATCH = 2048;

  private static final double[] RUN_SECONDS = {
    5e-5, 1e-4, 2.5e-4, 5e-4, 1e-3, 2.5e-3, 5e-3, 0.01, 0.025, 0.05, 0.1, 1
  };

  private static final String PIPELINE = "pipeline";

  private final Counter alerts;
  private final Histogram batchSize;
  private final Histogram runs;

  /** Registers the families; once per registry. */
  public TracedMeters(PrometheusRegistry registry) {
    Counted alert = Counted.anyAlert();
    this.alerts =
        Counter.builder()
            .name("sluice_" + alert.name)
            .help(alert.description)
            .labelNames(
                Stream.concat(
                        Stream.of(PIPELINE), alert.labels.stream().map(label -> label.getKey()))
                    .toArray(String[]::new))
            .register(registry);
    this.batchSize =
        Histogram.builder()
            .name("sluice_inference_batch_size")
            .help("Rows stepped by one model run")
            .labelNames(PIPELINE)
            .classicUpperBounds(batchBounds())
            .register(registry);
    this.runs =
        Histogram.builder()
            .name("sluice_inference_duration_seconds")
            .unit(Unit.SECONDS)
            .help("Time of one model run")
            .labelNames(PIPELINE)
            .classicUpperBounds(RUN_SECONDS)
            .register(registry);
  }

  private static double[] batchBounds() {
    return IntStream.iterate(1, size -> size <= LARGEST_BATCH, size -> size * 2)
        .asDoubleStream()
        .toArray();
  }

  /** A pipeline's counter of alerts of one kind, at 0 until there is one. */
  CounterDataPoint alerts(String pipeline, Counted what) {
    return alerts.labelValues(
        Stream.concat(Stream.of(pipeline), what.labels.stream().map(label -> label.getValue()))
            .toArray(String[]::new));
  }

  /** Rows of a pipeline's model runs. */
  DistributionDataPoint batchSize(String pipeline) {
    return batchSize.labelValues(pipeline);
  }

  /** Seconds that a pipeline's model runs take. */
  DistributionDataPoint runs(String pipeline) {
    return runs.labelValues(pipeline);
  }

  /**
   * What names a trace in an exemplar.
   *
   * @param trace a valid {@link io.sluice.event.TraceParent}; null: none
   * @return null when there is none, or it was not sampled and so cannot be looked up
   */
  static @Nullable Labels exemplar(byte @Nullable [] trace) {
    if (trace == null) {
      return null;
    }
    String[] parts = new String(trace, StandardCharsets.US_ASCII).split("-", -1);
    boolean isSampled = (Integer.parseInt(parts[3], 16) & 1) == 1;
    return isSampled ? Labels.of("trace_id", parts[1], "span_id", parts[2]) : null;
  }
}
