package io.sluice.model.trial;

import io.sluice.config.PipelineConfig;
import io.sluice.config.Provider;
import io.sluice.model.Model;
import io.sluice.model.ModelException;
import io.sluice.model.onnx.OnnxFile;
import io.sluice.model.onnx.OnnxStepModel;
import io.sluice.model.sequence.OnnxSequenceModel;
import io.sluice.model.token.OnnxTokenModel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Loads models that are not trusted with time and memory: a file is loaded and run in a process of
 * its own first, see {@link TrialMain}, and only then in this one. A content that has passed is not
 * tried again by the same process. Thread-safe; two trials run side by side.
 */
public final class Trials {
  /** Those of this process. */
  private static final Trials SHARED = new Trials(TrialLimits.ofProcess());

  /** A run may take this many times what the trial's slowest took... */
  private static final int TIMES_SLOWER = 100;

  /** ...but not longer than this, which leaves room below the time between two polls. */
  private static final Duration MAX_LIMIT = Duration.ofSeconds(60);

  /** Trials side by side: each takes memory, and one that hangs must not keep another waiting. */
  private static final int AT_ONCE = 2;

  /** Files are read one by one, for each may fill a good part of the heap. */
  private static final Object READING = new Object();

  private final TrialLimits limits;

  /** By content and provider, what the slowest run took. */
  private final Map<String, Duration> passed = new ConcurrentHashMap<>();

  /** By the same, what whoever tries it holds. */
  private final Map<String, Object> trying = new ConcurrentHashMap<>();

  private final Semaphore places = new Semaphore(AT_ONCE, true);
  private final AtomicInteger begun = new AtomicInteger();

  /** Trials within limits. */
  public Trials(TrialLimits limits) {
    this.limits = limits;
  }

  /** The trials of this process. */
  public static Trials shared() {
    return SHARED;
  }

  /**
   * Tries a step model and loads it; a run of it is ended when it takes far longer than in the
   * trial.
   *
   * @throws ModelException as {@link OnnxStepModel#load(Path, Provider)} does, or when the trial
   *     fails: says at what, and which limit
   */
  public OnnxStepModel step(Path file, Provider provider) throws ModelException {
    String digest = digest(file);
    Duration slowest = slowest(file, provider, digest);
    synchronized (READING) {
      return OnnxStepModel.load(unchanged(file, digest), provider, limit(slowest));
    }
  }

  /**
   * Tries a model of events and loads it, likewise.
   *
   * @throws ModelException likewise
   */
  public OnnxTokenModel events(Path file, Provider provider) throws ModelException {
    String digest = digest(file);
    Duration slowest = slowest(file, provider, digest);
    synchronized (READING) {
      return OnnxTokenModel.load(unchanged(file, digest), provider, limit(slowest));
    }
  }

  /** Tries the model of a pipeline and loads it, of whatever kind the pipeline needs. */
  public Model served(PipelineConfig pipeline) throws ModelException {
    return pipeline.events() == null
        ? step(pipeline.model(), pipeline.provider())
        : events(pipeline.model(), pipeline.provider());
  }

  /**
   * Tries a whole-sequence model and loads it.
   *
   * @throws ModelException likewise
   */
  public OnnxSequenceModel sequence(Path file, Provider provider) throws ModelException {
    String digest = digest(file);
    slowest(file, provider, digest);
    synchronized (READING) {
      return OnnxSequenceModel.load(unchanged(file, digest), provider);
    }
  }

  /** What a serving run may take that took so long in the trial. */
  static Duration limit(Duration slowest) {
    Duration limit = slowest.multipliedBy(TIMES_SLOWER);
    limit = limit.compareTo(OnnxStepModel.MIN_LIMIT) < 0 ? OnnxStepModel.MIN_LIMIT : limit;
    return limit.compareTo(MAX_LIMIT) > 0 ? MAX_LIMIT : limit;
  }

  /** Screens a file, so that what needs no trial is refused without one. */
  private static String digest(Path file) throws ModelException {
    synchronized (READING) {
      return OnnxFile.read(file).digest();
    }
  }

  private static OnnxFile unchanged(Path file, String digest) throws ModelException {
    OnnxFile read = OnnxFile.read(file);
    if (!read.digest().equals(digest)) {
      throw new ModelException(file + ": was changed while it was being tried");
    }
    return read;
  }

  /** The number of trials that were begun. */
  int count() {
    return begun.get();
  }

  private Duration slowest(Path file, Provider provider, String digest) throws ModelException {
    if (limits.time().isZero()) {
      return Duration.ZERO;
    }
    String key = provider + " " + digest;
    synchronized (trying.computeIfAbsent(key, one -> new Object())) {
      Duration known = passed.get(key);
      if (known == null) {
        known = run(file, provider, digest);
        passed.put(key, known);
      }
      return known;
    }
  }

  private Duration run(Path file, Provider provider, String digest) throws ModelException {
    try {
      places.acquire();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ModelException(file + ": was not tried: interrupted", e);
    }
    try {
      begun.incrementAndGet();
      return Trial.run(file, provider, digest, limits);
    } finally {
      places.release();
    }
  }
}
