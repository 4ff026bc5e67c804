package io.sluice.bench.rig;

import io.sluice.model.StepModel;
import java.nio.file.Path;

/**
 * What a benchmark measures, and on what.
 *
 * @param model stays the caller's, to be closed after the benchmark
 * @param modelFile where it was read from
 * @param dir an empty directory for the broker's and the stores' data
 * @param threads stream threads, and partitions of every topic
 */
public record BenchSetup(StepModel model, Path modelFile, Path dir, int threads) {}
