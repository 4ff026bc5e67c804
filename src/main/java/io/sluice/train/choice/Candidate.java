package io.sluice.train.choice;

import io.sluice.feature.ScalerSpec;
import io.sluice.feature.ScalerSpec.Kind;
import io.sluice.train.TrainingSettings;
import io.sluice.train.TrainingSettings.Loss;
import io.sluice.train.network.Architecture;
import io.sluice.train.network.Decoder;
import io.sluice.train.network.HeadActivation;
import io.sluice.train.network.Stacking;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Settings that may be the best.
 *
 * @param scaler what forecasts are relative to
 * @param memory time constant of the scaler, in windows
 * @param seasons seasons of the past that a decoder sees; 0: no decoder
 * @param loss what a forecast's loss counts
 * @param rate Adam's learning rate at the start
 * @param layers recurrent layers, with residual connections between them
 */
record Candidate(Kind scaler, int memory, int seasons, Loss loss, float rate, int layers) {
  private static final int DECODER_WIDTH = 32;

  /**
   * These settings in the place of those that nobody gave.
   *
   * @param given the options that somebody gave: they win
   */
  TrainingSettings in(TrainingSettings base, Set<String> given) {
    ScalerSpec was = base.scaler();
    return base.with(
        architecture(base, given),
        base.horizon(),
        base.season(),
        new ScalerSpec(
            given.contains("--scaler") ? was.kind() : scaler,
            given.contains("--memory") ? was.memory() : memory,
            was.floor()),
        given.contains("--learning-rate") ? base.options() : base.options().at(rate),
        given.contains("--loss") ? base.loss() : loss);
  }

  private Architecture architecture(TrainingSettings base, Set<String> given) {
    Architecture was = base.architecture();
    Decoder decoder = was.decoder();
    if (!given.contains("--seasons")) {
      decoder = seasons == 0 ? null : new Decoder(base.season(), seasons, DECODER_WIDTH);
    }
    boolean keepsLayers =
        given.contains("--layers")
            || given.contains("--residual")
            || given.contains("--layer-norm");
    boolean needsHead = decoder != null && was.head() == HeadActivation.NONE;
    return new Architecture(
        was.cell(),
        keepsLayers ? was.layers() : layers,
        was.hidden(),
        keepsLayers ? was.stacking() : new Stacking(layers > 1, false),
        was.initialState(),
        needsHead ? HeadActivation.RELU : was.head(),
        decoder);
  }

  /** Settings as the options of a command that nobody gave. */
  static String options(TrainingSettings settings, Set<String> given) {
    Architecture shape = settings.architecture();
    Decoder decoder = shape.decoder();
    List<String> options = new ArrayList<>();
    add(options, given, "--scaler", settings.scaler().toString().split(";", 2)[0]);
    add(options, given, "--memory", settings.scaler().memory());
    if (decoder != null) {
      add(options, given, "--seasons", decoder.seasons());
    }
    add(options, given, "--loss", settings.loss());
    add(options, given, "--learning-rate", settings.options().learningRate());
    if (shape.layers() > 1 && !given.contains("--layers")) {
      options.add("--layers " + shape.layers());
      options.add("--residual");
    }
    return String.join(" ", options);
  }

  private static void add(List<String> options, Set<String> given, String name, Object value) {
    if (!given.contains(name)) {
      options.add(name + " " + value);
    }
  }
}
