package io.sluice.train.language;

import io.sluice.language.Vocabulary;
import io.sluice.model.token.TokenFeatures;
import io.sluice.train.language.Materials.Material;
import io.sluice.train.language.begin.Beginning;
import io.sluice.train.language.begin.NetworkRows;
import io.sluice.train.network.TokenExporter;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Trains the network of a model, from random weights or from those of the model before. */
final class NetworkTraining {
  private final TokenSettings settings;
  private final @Nullable Beginning begin;
  private final TokenFeatures features;
  private final Consumer<String> progress;
  private final BooleanSupplier interrupted;

  /**
   * Trainings of one job.
   *
   * @param begin the model that is gone on from; null: none
   * @param progress gets lines for people
   * @param interrupted asked between epochs; true ends a training with what there is
   */
  NetworkTraining(
      TokenSettings settings,
      @Nullable Beginning begin,
      TokenFeatures features,
      Consumer<String> progress,
      BooleanSupplier interrupted) {
    this.settings = settings;
    this.begin = begin;
    this.features = features;
    this.progress = progress;
    this.interrupted = interrupted;
  }

  /**
   * Trains it.
   *
   * @param epochs at most; the validation of the material chooses among them, if there is any
   * @param labels how many its head tells apart; 0: it has none
   */
  TokenTrainer.Result of(Material material, int epochs, int labels) {
    @Nullable TokenArchitecture shape = settings.architecture();
    if (shape == null) {
      throw new IllegalStateException("there is no network to train");
    }
    TokenFile file = material.file();
    TokenOptions options = settings.options();
    TokenBatchArrays arrays =
        new TokenBatchArrays(
            features, file.bins(), file.vocabulary(), options.labelSmoothing(), labels);
    TokenBatchArrays exact =
        new TokenBatchArrays(features, file.bins(), file.vocabulary(), 0, labels);
    TokenWeights start =
        TokenWeights.random(
            shape, features.size(), logitBias(file), delayBias(file), labels, options.seed());
    TokenExporter.Network other = begin == null ? null : begin.network();
    if (begin != null && other != null) {
      start = start.from(NetworkRows.of(other, begin, file.vocabulary()));
    }
    return new TokenTrainer(shape, options, arrays, exact, features.size(), progress, interrupted)
        .train(start, isTrained(), material.sequences(), material.validation(), epochs);
  }

  private static float[] logitBias(TokenFile file) {
    Vocabulary vocabulary = file.vocabulary();
    float[] bias = new float[vocabulary.size()];
    for (int id = 0; id < bias.length; id++) {
      bias[id] = (float) Math.log(vocabulary.count(id) + 0.5);
    }
    return bias;
  }

  /** The mean of the tokens' logits. */
  private static float[] delayBias(TokenFile file) {
    int bins = file.bins().size();
    float[] bias = new float[bins];
    for (int i = 0; i < file.delays().size(); i++) {
      bias[i % bins] += file.delays().get(i) * bins / file.delays().size();
    }
    return bias;
  }

  /** The same file with a network. */
  TokenFile with(TokenFile file, TokenWeights weights) {
    return file.with(0, Materials.weights(begin, true), 0).with(settings.architecture(), weights);
  }

  /** Whether the network has learned elsewhere. */
  boolean isTrained() {
    return begin != null && begin.network() != null;
  }
}
