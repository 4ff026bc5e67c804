package io.sluice.service;

import io.sluice.close.Pipeline;
import io.sluice.config.PipelineConfig;
import io.sluice.metrics.ServiceMetrics;
import io.sluice.model.Model;
import io.sluice.model.ModelException;
import io.sluice.model.ModelIdentity;
import io.sluice.model.ModelShelf;
import io.sluice.model.StepException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks whether a pipeline's model file has changed, tries and loads the new one beside the running
 * one, and offers it to the pipeline's tasks. A file that cannot be used is refused, and the model
 * before goes on. Rolling back is the same: the old file is put back. A model that was given up is
 * not taken up again. Each pipeline has a thread of its own for this, so that a file that takes
 * long keeps no other waiting.
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

  /** How a pipeline's model comes from its file. */
  interface Loader {
    Model load(PipelineConfig pipeline) throws ModelException;
  }

  private final ServiceMetrics metrics;
  private final Loader loader;
  private final List<Watched> watched = new ArrayList<>();
  private final ExecutorService executor = Executors.newCachedThreadPool(ModelWatch::thread);

  /** A watch that watches nothing yet. */
  ModelWatch(ServiceMetrics metrics, Loader loader) {
    this.metrics = metrics;
    this.loader = loader;
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "model-watch");
    thread.setDaemon(true);
    return thread;
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
    final ModelShelf<Model> shelf;

    /** Of the file that was loaded, or refused, last. */
    @Nullable Stamp settled;

    /** At the last look. */
    @Nullable Stamp seen;

    Watched(PipelineConfig pipeline, ModelShelf<Model> shelf, @Nullable Stamp settled) {
      this.pipeline = pipeline;
      this.shelf = shelf;
      this.settled = settled;
      this.seen = settled;
    }
  }

  /**
   * Loads the pipelines' models, all at once, and watches their files once {@link #start}ed.
   *
   * @return by pipeline, a shelf with its model on it, the caller's to close
   * @throws ModelException when one cannot be used; the first of them, in the order of pipelines
   */
  Map<PipelineConfig, ModelShelf<?>> open(Collection<PipelineConfig> pipelines)
      throws ModelException {
    Map<PipelineConfig, Future<Watched>> opening = new LinkedHashMap<>();
    for (PipelineConfig pipeline : pipelines) {
      opening.put(pipeline, executor.submit(() -> open(pipeline)));
    }
    Map<PipelineConfig, ModelShelf<?>> shelves = new LinkedHashMap<>();
    @Nullable Throwable problem = null;
    for (Map.Entry<PipelineConfig, Future<Watched>> one : opening.entrySet()) {
      try {
        Watched opened = one.getValue().get();
        watched.add(opened);
        shelves.put(one.getKey(), opened.shelf);
      } catch (ExecutionException e) {
        problem = problem == null ? e.getCause() : problem;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        problem = new ModelException("interrupted while models were loaded", e);
      }
    }
    if (problem != null) {
      shelves.values().forEach(ModelShelf::close);
      throw rethrown(problem);
    }
    return shelves;
  }

  private Watched open(PipelineConfig pipeline) throws ModelException {
    Stamp stamp = Stamp.of(pipeline.model());
    Model model = load(pipeline);
    ModelShelf<Model> shelf =
        new ModelShelf<>(model, (given, next) -> givenUp(pipeline, given, next));
    return new Watched(pipeline, shelf, stamp);
  }

  private static ModelException rethrown(Throwable problem) throws ModelException {
    if (problem instanceof RuntimeException unchecked) {
      throw unchecked;
    }
    if (problem instanceof Error error) {
      throw error;
    }
    throw (ModelException) problem;
  }

  private void givenUp(PipelineConfig pipeline, ModelIdentity given, @Nullable ModelIdentity next) {
    metrics.modelGivenUp(pipeline.name());
    if (next != null) {
      metrics.modelAccepted(pipeline, next);
    }
    LOG.error(
        "event=model-given-up pipeline={} model={} served-by={}",
        pipeline.name(),
        given.hash(),
        next == null ? "none" : next.hash());
  }

  /** Begins to look. */
  void start() {
    for (Watched one : watched) {
      executor.execute(() -> watch(one));
    }
  }

  private void watch(Watched one) {
    try {
      while (!executor.isShutdown()) {
        Thread.sleep(EVERY.toMillis());
        look(one);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look(Watched one) {
    Stamp now = Stamp.of(one.pipeline.model());
    if (now != null && !now.equals(one.settled) && now.equals(one.seen)) {
      one.settled = now;
      replace(one);
    }
    one.seen = now;
  }

  private void replace(Watched one) {
    String name = one.pipeline.name();
    try {
      Model next = load(one.pipeline);
      String hash = next.contract().hash();
      String before = one.shelf.wanted().contract().hash();
      if (one.shelf.isGivenUp(hash)) {
        next.close();
        throw new ModelException("the model " + hash + " was given up: a run took too long");
      }
      if (hash.equals(before)) {
        next.close();
        return;
      }
      one.shelf.offer(next);
      metrics.modelAccepted(one.pipeline, next.contract());
      LOG.info("event=model-accepted pipeline={} from={} to={}", name, before, hash);
    } catch (ModelException | RuntimeException e) { // whatever it is, the pipeline goes on
      if (executor.isShutdown()) {
        return;
      }
      metrics.modelRefused(name);
      LOG.error("event=model-refused pipeline={} reason=\"{}\"", name, e.getMessage());
    }
  }

  private Model load(PipelineConfig pipeline) throws ModelException {
    Model model = loader.load(pipeline);
    try {
      Pipeline.check(pipeline, model);
      model.warmUp(WARM_UP_ROWS);
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
