package io.sluice.service;

import io.sluice.config.PipelineConfig;
import io.sluice.metrics.ServiceMetrics;
import io.sluice.model.ModelException;
import io.sluice.model.ModelShelf;
import io.sluice.model.OnnxStepModel;
import io.sluice.model.StepBatch;
import io.sluice.model.StepException;
import io.sluice.model.StepModel;
import io.sluice.topology.Pipeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks whether a pipeline's model file has changed, loads the new one beside the running one, and
 * offers it to the pipeline's tasks. A file that cannot be used is refused, and the model before
 * goes on. Rolling back is the same: the old file is put back.
 *
 * <p>A file counts as changed when its size, time or inode has, and has then stayed for one look:
 * one that is still being written is left alone.
 */
final class ModelWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ModelWatch.class);

  /** How often files are looked at. */
  private static final Duration EVERY = Duration.ofSeconds(2);

  /** Rows of the run that has ONNX Runtime allocate what it needs before the first window. */
  private static final int WARM_UP_ROWS = 1024;

  private final ServiceMetrics metrics;
  private final List<Watched> watched = new ArrayList<>();
  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "model-watch");
            thread.setDaemon(true);
            return thread;
          });

  /** A watch that watches nothing yet. */
  ModelWatch(ServiceMetrics metrics) {
    this.metrics = metrics;
  }

  /** What tells one content of a file from another without reading it. */
  private record Stamp(long size, FileTime modified, @Nullable Object inode) {
    static @Nullable Stamp of(Path file) {
      try {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        return new Stamp(attributes.size(), attributes.lastModifiedTime(), attributes.fileKey());
      } catch (IOException e) {
        return null; // between two files, perhaps; the model that is served needs none
      }
    }
  }

  private static final class Watched {
    final PipelineConfig pipeline;
    final ModelShelf shelf;

    /** Of the file that was loaded, or refused, last. */
    @Nullable Stamp settled;

    /** At the last look. */
    @Nullable Stamp seen;

    Watched(PipelineConfig pipeline, ModelShelf shelf, @Nullable Stamp settled) {
      this.pipeline = pipeline;
      this.shelf = shelf;
      this.settled = settled;
      this.seen = settled;
    }
  }

  /**
   * Loads a pipeline's model and watches its file once {@link #start}ed.
   *
   * @return a shelf with the model on it, the caller's to close
   * @throws ModelException when the model cannot be used
   */
  ModelShelf open(PipelineConfig pipeline) throws ModelException {
    Stamp stamp = Stamp.of(pipeline.model());
    StepModel model = load(pipeline);
    ModelShelf shelf = new ModelShelf(model);
    watched.add(new Watched(pipeline, shelf, stamp));
    return shelf;
  }

  /** Begins to look. */
  void start() {
    long millis = EVERY.toMillis();
    var unused = executor.scheduleWithFixedDelay(this::look, millis, millis, TimeUnit.MILLISECONDS);
  }

  private void look() {
    for (Watched one : watched) {
      Stamp now = Stamp.of(one.pipeline.model());
      if (now != null && !now.equals(one.settled) && now.equals(one.seen)) {
        one.settled = now;
        replace(one);
      }
      one.seen = now;
    }
  }

  private void replace(Watched one) {
    String name = one.pipeline.name();
    try {
      StepModel next = load(one.pipeline);
      String hash = next.contract().hash();
      String before = one.shelf.wanted().contract().hash();
      if (hash.equals(before)) {
        next.close();
        return;
      }
      one.shelf.offer(next);
      metrics.modelAccepted(one.pipeline, next.contract());
      LOG.info("event=model-accepted pipeline={} from={} to={}", name, before, hash);
    } catch (ModelException | RuntimeException e) { // whatever it is, the pipeline goes on
      metrics.modelRefused(name);
      LOG.error("event=model-refused pipeline={} reason=\"{}\"", name, e.getMessage());
    }
  }

  private static StepModel load(PipelineConfig pipeline) throws ModelException {
    StepModel model = OnnxStepModel.load(pipeline.model(), pipeline.provider());
    try (StepBatch batch = model.newBatch(WARM_UP_ROWS)) {
      Pipeline.check(pipeline, model.contract());
      batch.run(WARM_UP_ROWS);
      return model;
    } catch (StepException e) {
      model.close();
      throw new ModelException(
          "%s: a run on %d rows of zeros fails: %s"
              .formatted(pipeline.model(), WARM_UP_ROWS, e.getMessage()),
          e);
    } catch (RuntimeException e) {
      model.close();
      throw e;
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
    try {
      if (!executor.awaitTermination(EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("event=model-watch-not-stopped");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
