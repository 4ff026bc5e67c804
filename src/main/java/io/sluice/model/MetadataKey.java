package io.sluice.model;

import static io.sluice.model.ModelKind.EVENTS;
import static io.sluice.model.ModelKind.SEQUENCE;
import static io.sluice.model.ModelKind.STEP;

import java.util.Set;

/**
 * The keys of a model file's {@code metadata_props}, of models of every kind. A file may have
 * others beside them, which nothing reads. The forms of the values are in {@code
 * docs/model-contract.md}, the table of which has the same keys.
 */
public enum MetadataKey {
  /** The version of the contract, {@link ModelContract#VERSION}. */
  CONTRACT("contract", STEP, SEQUENCE, EVENTS),
  /** What the model is made for, a {@link ModelKind}; without it: step. */
  KIND("kind", SEQUENCE, EVENTS),
  /** The model's name. */
  NAME("name", STEP, SEQUENCE, EVENTS),
  /** The model's version. */
  VERSION("version", STEP, SEQUENCE, EVENTS),

  /** The recurrent cell, for people. */
  CELL("cell", STEP, EVENTS),
  /** The number of recurrent layers, for people. */
  LAYERS("layers", STEP, EVENTS),
  /** The hidden size, for people. */
  HIDDEN("hidden", STEP, EVENTS),
  /** How a layer stands on the one below, for people. */
  STACKING("stacking"),
  /** The activation before the linear output, for people. */
  HEAD("head"),
  /** The decoder of the horizon's steps, for people. */
  DECODER("decoder"),

  /** The columns of {@code x}. */
  FEATURES("features", STEP, SEQUENCE, EVENTS),
  /** The number of targets. */
  TARGETS("targets", STEP),
  /** The quantile levels. */
  LEVELS("levels", STEP, SEQUENCE),
  /** The number of windows forecast. */
  HORIZON("horizon", STEP),
  /** Whether every value of the state lies in [-1, 1]. */
  STATE("state", STEP, EVENTS),
  /** The window length that the model was trained for. */
  WINDOW("window", STEP, SEQUENCE),
  /** Windows with a value after which a key's forecasts are mature. */
  WARMUP("warmup", STEP, SEQUENCE),
  /** How the series are scaled. */
  SCALER("scaler", STEP, SEQUENCE),
  /** The recurrent state of a new key; without it: zeros. */
  INITIAL_STATE("initial-state"),
  /** The longest run of windows without a value that the model can fill. */
  MAX_GAP("max-gap", SEQUENCE),

  /** The tokens of a model of events, and how often training met each. */
  VOCABULARY("vocabulary", EVENTS),
  /** How texts become tokens: whole, or by characters; without it: whole. */
  TOKENS("tokens"),
  /** Upper bounds of the bins of the time to the next event. */
  DELAY_BINS("delay-bins", EVENTS),
  /** After how long a silence a session is over. */
  SESSION_GAP("session-gap", EVENTS),
  /** Whether a key's last event ends its session; without it: if training met an end. */
  SESSION_END("session-end"),
  /** The time zone of what is known of an event's time. */
  ZONE("zone", EVENTS),
  /** What training has counted of tokens after tokens. */
  NGRAMS("ngrams", EVENTS),
  /** What training has counted of times after tokens. */
  DELAYS("delays", EVENTS),
  /** The weights that a key's mixture of experts begins with. */
  WEIGHTS("weights", EVENTS),
  /** How fast a key learns weights of its own. */
  WEIGHTS_RATE("weights.rate", EVENTS),
  /** What the charts of keys begin with whose sessions end with the key. */
  CHARTS("charts"),
  /** The classes of a network's {@code label_logits}. */
  LABELS("labels"),
  /** What training has learned of labels. */
  LABEL_TABLES("labels.tables"),

  /** The first time that the model has not seen. */
  TRAINING_UNTIL("training.until"),
  /** Where training, validation and held-out time part, for people. */
  TRAINING_CUT("training.cut"),
  /** What the history is called, for people. */
  TRAINING_DATA("training.data"),
  /** The command line of the training, for people. */
  TRAINING_COMMAND("training.command"),
  /** The model that the training went on from, for people. */
  TRAINING_INIT("training.init"),
  /** That the weights were trained on the validation's time as well, for people. */
  TRAINING_REFIT("training.refit"),
  /** What the loss counts, for people. */
  TRAINING_LOSS("training.loss"),
  /** The epoch that the validation chose, for people. */
  TRAINING_EPOCH("training.epoch"),
  /** The share of steps whose gradients were clipped, for people. */
  TRAINING_CLIPPED("training.clipped");

  /** What every key begins with in a file, so that it meets no key of others. */
  public static final String PREFIX = "sluice.";

  /** What the keys of figures on held-out time begin with, for people. */
  public static final String SKILL = "skill.";

  private final String key;

  @SuppressWarnings("ImmutableEnumChecker") // a Set.of
  private final Set<ModelKind> neededBy;

  MetadataKey(String key, ModelKind... neededBy) {
    this.key = key;
    this.neededBy = Set.of(neededBy);
  }

  /** The key without {@link #PREFIX}: {@code initial-state}. */
  public String key() {
    return key;
  }

  /** The kinds of models that are refused without it. */
  public Set<ModelKind> neededBy() {
    return neededBy;
  }

  /** The key as a file has it: {@code sluice.initial-state}. */
  @Override
  public String toString() {
    return PREFIX + key;
  }
}
