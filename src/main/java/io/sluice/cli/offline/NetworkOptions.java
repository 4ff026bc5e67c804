package io.sluice.cli.offline;

import io.sluice.cli.events.BeginOptions;
import io.sluice.cli.events.EventOptions;
import io.sluice.train.language.TokenArchitecture;
import io.sluice.train.language.begin.Beginning;
import io.sluice.train.network.Architecture;
import io.sluice.train.network.Cell;
import io.sluice.train.network.Decoder;
import io.sluice.train.network.HeadActivation;
import io.sluice.train.network.InitialState;
import io.sluice.train.network.Stacking;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** The shape of the network that is trained. */
final class NetworkOptions {
  private static final int MAX_LAYERS = 3;

  /** The hidden size of a model of events unless somebody asks for another. */
  private static final int TOKENS_HIDDEN = 48;

  private static final String DECODER_WIDTH = "--decoder-width";

  /** What a seasonal decoder is activated by unless somebody asks for something else. */
  private static final HeadActivation DECODER_ACTIVATION = HeadActivation.RELU;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--cell",
      paramLabel = "CELL",
      defaultValue = "gru",
      description = "Recurrent cell: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private Cell cell;

  @Option(
      names = "--layers",
      paramLabel = "N",
      defaultValue = "1",
      description = "Stacked recurrent layers, 1 to 3 (default: ${DEFAULT-VALUE}).")
  private int layers;

  @Option(
      names = "--hidden",
      paramLabel = "N",
      defaultValue = "64",
      description = "Hidden size (default: ${DEFAULT-VALUE}).")
  private int hidden;

  @Option(
      names = "--residual",
      description =
          "Residual connections: add the input of each layer above the first to its output; with"
              + " --layers 2 or 3.")
  private boolean residual;

  @Option(
      names = "--layer-norm",
      description =
          "Layer normalisation: normalise the input of each layer above the first over its"
              + " units; with --layers 2 or 3.")
  private boolean layerNorm;

  @Option(
      names = "--initial-state",
      paramLabel = "KIND",
      defaultValue = "zero",
      description =
          "The initial recurrent state of a key: ${COMPLETION-CANDIDATES} (default:"
              + " ${DEFAULT-VALUE}). A learned one is stored in the model file.")
  private InitialState initialState;

  @Option(
      names = "--head",
      paramLabel = "ACTIVATION",
      description =
          "Activation of a dense layer before the linear output: ${COMPLETION-CANDIDATES}"
              + " (default: none: no such layer; in a decoder: relu).")
  private @Nullable HeadActivation head;

  @Option(
      names = "--seasons",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Seasons of the past that a decoder sees, which all steps of the horizon share; for long"
              + " horizons and seasonal series. A key then remembers as many values (default:"
              + " ${DEFAULT-VALUE}: no decoder, each step has weights of its own).")
  private int seasons;

  @Option(
      names = DECODER_WIDTH,
      paramLabel = "N",
      defaultValue = "32",
      description = "Hidden units of the decoder (default: ${DEFAULT-VALUE}).")
  private int decoderWidth;

  /**
   * The network of a model of events.
   *
   * @param begin the model whose network it goes on from; null: none
   */
  @Nullable TokenArchitecture tokens(EventOptions events, @Nullable Beginning begin) {
    ParseResult asked = spec.commandLine().getParseResult();
    boolean isAsked = asked.hasMatchedOption("--hidden");
    return BeginOptions.shape(
        begin,
        events.architecture(cell, layers, isAsked ? hidden : TOKENS_HIDDEN),
        asked::hasMatchedOption);
  }

  /** The network for series of a season. */
  Architecture architecture(int season) {
    CommandLine line = spec.commandLine();
    if (layers < 1 || layers > MAX_LAYERS) {
      throw new ParameterException(line, "--layers must be 1 to " + MAX_LAYERS + ", is " + layers);
    }
    if (seasons == 0 && line.getParseResult().hasMatchedOption(DECODER_WIDTH)) {
      throw new ParameterException(
          line, DECODER_WIDTH + " goes with --seasons: without it there is no decoder");
    }
    try {
      Decoder decoder = seasons == 0 ? null : new Decoder(season, seasons, decoderWidth);
      HeadActivation byDefault = decoder == null ? HeadActivation.NONE : DECODER_ACTIVATION;
      return new Architecture(
          cell,
          layers,
          hidden,
          new Stacking(residual, layerNorm),
          initialState,
          head == null ? byDefault : head,
          decoder);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(line, e.getMessage(), e);
    }
  }
}
