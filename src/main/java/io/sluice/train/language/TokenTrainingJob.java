package io.sluice.train.language;

import io.sluice.config.Provider;
import io.sluice.language.SessionRule;
import io.sluice.language.TokenEvent;
import io.sluice.language.Vocabulary;
import io.sluice.language.label.LabelStretch;
import io.sluice.language.label.LabelledEvents;
import io.sluice.model.MetadataKey;
import io.sluice.model.ModelException;
import io.sluice.model.StepException;
import io.sluice.model.label.LabelTables;
import io.sluice.model.token.OnnxTokenModel;
import io.sluice.model.token.TokenContract;
import io.sluice.model.token.TokenFeatures;
import io.sluice.score.CommonCharts;
import io.sluice.train.language.Materials.Material;
import io.sluice.train.language.MixtureFit.Fitted;
import io.sluice.train.language.MixtureFit.Lesson;
import io.sluice.train.language.begin.Beginning;
import io.sluice.train.language.chart.ChartFit;
import io.sluice.train.language.count.DelayShare;
import io.sluice.train.language.count.TokenSequence;
import io.sluice.train.language.count.Vocabularies;
import io.sluice.train.language.label.LabelFolds;
import io.sluice.train.language.label.LabelLessons;
import io.sluice.train.language.label.ServedLabels;
import io.sluice.window.Windows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Makes a model of events of a history. The last part of it is held out at first: it says when the
 * network has learned enough, what each expert is worth, and whether the network is worth anything
 * beside what was counted. Then all of it is learned. The same arguments make the same bytes.
 */
public final class TokenTrainingJob {
  /** The fewest events that are learned from. */
  public static final int LEAST_EVENTS = 20;

  /** How fast keys learn weights of their own. */
  private static final float RATE = 0.004f;

  private static final int NO_LABEL = LabelledEvents.UNKNOWN;
  private static final float[] HEAD_SHARES = {0, 0.25f, 0.5f, 1, 2};

  /** A head that counts for more has to be better by so much. */
  private static final double LEAST_GAIN = 0.002;

  private final TokenSettings settings;
  private final @Nullable Beginning begin;
  private final TokenFeatures features;
  private final Consumer<String> progress;
  private final BooleanSupplier interrupted;

  /**
   * What training comes to.
   *
   * @param tokens of the vocabulary
   * @param sessions where sessions end
   * @param hasNetwork whether the file has a network
   * @param epochs of the network; 0 without one
   * @param networkBits bits per event of the held-out part with the network; NaN without one
   * @param countedBits the same of what was counted alone
   */
  public record Trained(
      int tokens,
      Sessions sessions,
      boolean hasNetwork,
      int epochs,
      double networkBits,
      double countedBits) {
    /** Bits per event of the held-out part, of what is written. */
    double bits() {
      return hasNetwork ? networkBits : countedBits;
    }
  }

  /**
   * A job.
   *
   * @param begin the model to go on from, whose network has the shape of the settings; null: none
   * @param progress gets lines for people
   * @param interrupted asked between epochs; true ends the training with what there is
   */
  public TokenTrainingJob(
      TokenSettings settings,
      @Nullable Beginning begin,
      Consumer<String> progress,
      BooleanSupplier interrupted) {
    this.settings = settings;
    this.begin = begin;
    this.features = new TokenFeatures(settings.features(), settings.window().zone());
    this.progress = progress;
    this.interrupted = interrupted;
  }

  /** A job that begins with nothing. */
  public TokenTrainingJob(
      TokenSettings settings, Consumer<String> progress, BooleanSupplier interrupted) {
    this(settings, null, progress, interrupted);
  }

  /** How well each day's events are labelled by what all other days have taught. */
  public LabelFolds.Outcome folds(LabelLessons labels, Sessions sessions) {
    List<List<TokenEvent>> keys = labels.keys().stream().map(LabelledEvents::events).toList();
    Vocabulary vocabulary = Vocabularies.of(keys, settings.minCount(), sessions.ends(keys));
    List<LabelStretch> days = labels.stretches(vocabulary, features, sessions.rule());
    return new LabelFolds(labels.names(), vocabulary.size(), labels.isPast()).run(days);
  }

  /**
   * Trains and writes the file.
   *
   * @param keys the events of each key in order; the keys in the order of their first events
   * @param sessions where their sessions end
   * @throws IOException when the file cannot be written
   * @throws IllegalArgumentException when there are too few events
   */
  public Trained run(List<List<TokenEvent>> keys, Sessions sessions, Path file) throws IOException {
    return run(keys, sessions, null, file);
  }

  /**
   * The same for a model that labels events too.
   *
   * @param labels those of the same keys; null: none
   */
  public Trained run(
      List<List<TokenEvent>> keys, Sessions sessions, @Nullable LabelLessons labels, Path file)
      throws IOException {
    Trained trained = once(keys, sessions, labels, file);
    if (begin == null || interrupted.getAsBoolean()) {
      return trained;
    }
    progress.accept("and without the other model:");
    Path other = Files.createTempFile("sluice-events-", ".onnx");
    try {
      Trained without =
          new TokenTrainingJob(settings, progress, interrupted).once(keys, sessions, labels, other);
      if (without.bits() >= trained.bits()) {
        return trained;
      }
      progress.accept(
          String.format(
              Locale.ROOT,
              "the other model is no help here (%.3f bits with it, %.3f without): it is left out",
              trained.bits(),
              without.bits()));
      Files.copy(other, file, StandardCopyOption.REPLACE_EXISTING);
      return without;
    } finally {
      Files.deleteIfExists(other);
    }
  }

  private Trained once(
      List<List<TokenEvent>> keys, Sessions sessions, @Nullable LabelLessons labels, Path file)
      throws IOException {
    long events = keys.stream().mapToLong(List::size).sum();
    if (events < LEAST_EVENTS) {
      throw new IllegalArgumentException(
          "there are %d events to learn from, %d are needed".formatted(events, LEAST_EVENTS));
    }
    HistoryParts parts = HistoryParts.of(keys, sessions);
    Path trial = Files.createTempFile("sluice-events-", ".onnx");
    try {
      return train(keys, labels, parts, sessions, file, trial);
    } catch (ModelException | StepException e) {
      throw new IllegalStateException("the exported model fails: " + e.getMessage(), e);
    } finally {
      Files.deleteIfExists(trial);
    }
  }

  private Trained train(
      List<List<TokenEvent>> keys,
      @Nullable LabelLessons labels,
      HistoryParts parts,
      Sessions sessions,
      Path file,
      Path trial)
      throws IOException, ModelException, StepException {
    ToIntFunction<TokenEvent> labelOf = labels == null ? event -> NO_LABEL : labels.labelOf();
    Materials materials = new Materials(settings, begin, features, sessions, labelOf);
    NetworkTraining network = new NetworkTraining(settings, begin, features, progress, interrupted);
    Material first = materials.of(parts.learned(), parts.lessons());
    MixtureFit fit = new MixtureFit(sessions, progress);
    Fitted counted = fit.of(first.file(), parts.lessons(), trial);
    progress.accept(bits("what was counted", counted.bits()));
    int epochs = 0;
    Fitted best = counted;
    TokenFile chosen = first.file();
    boolean hasNetwork = false;
    double networkBits = Double.NaN;
    float share = 0;
    TokenFile withNetwork = first.file();
    float headShare = 0;
    int classes = labels == null ? 0 : labels.names().size();
    if (settings.architecture() != null) {
      TokenTrainer.Result result = network.of(first, settings.options().epochs(), classes);
      epochs = result.epochs();
      progress.accept(
          String.format(Locale.ROOT, "network: epoch %d, %.3f bits alone", epochs, result.bits()));
      withNetwork = network.with(first.file(), result.weights());
      share =
          settings.characters() == null ? delayShare(withNetwork, first.validation(), trial) : 0;
      Fitted fitted = fit.of(withNetwork, parts.lessons(), trial);
      networkBits = fitted.bits();
      progress.accept(bits("with the network", networkBits));
      hasNetwork = (epochs > 0 || network.isTrained()) && networkBits < counted.bits();
      best = hasNetwork ? fitted : counted;
      chosen = hasNetwork ? withNetwork : chosen;
      if (hasNetwork && labels != null) {
        headShare = headShare(withNetwork, labels, parts, sessions, trial);
      }
    }
    Material all = materials.of(keys, List.of());
    TokenFile last = all.file();
    if (hasNetwork) {
      TokenTrainer.Result again = network.of(all, epochs, headShare > 0 ? classes : 0);
      boolean isWhole = again.epochs() == epochs;
      last = isWhole ? network.with(last, again.weights()) : withNetwork;
    }
    if (labels != null) {
      LabelTables tables = tables(last.vocabulary(), labels, sessions);
      last = last.with(tables.with(tables.shares().with(headShare)));
    }
    Trained trained =
        new Trained(
            last.vocabulary().size(),
            sessions,
            hasNetwork,
            hasNetwork ? epochs : 0,
            networkBits,
            counted.bits());
    Map<String, String> metadata = metadata(trained);
    if (sessions.endsWithKey() && settings.characters() == null) {
      chosen
          .with(hasNetwork ? share : 0, best.weights(), RATE)
          .write(trial, settings.name(), settings.version(), Map.of());
      CommonCharts charts = charts(trial, parts, keys, sessions, last.vocabulary());
      if (charts != null) {
        metadata.put(MetadataKey.CHARTS.key(), charts.encode());
      }
    }
    last.with(hasNetwork ? share : 0, best.weights(), RATE)
        .write(file, settings.name(), settings.version(), metadata);
    return trained;
  }

  /** What keys begin with, as those say that the model of the first part was not trained on. */
  private @Nullable CommonCharts charts(
      Path trial,
      HistoryParts parts,
      List<List<TokenEvent>> keys,
      Sessions sessions,
      Vocabulary vocabulary)
      throws ModelException, StepException {
    List<List<TokenEvent>> heldOut = parts.lessons().stream().map(Lesson::events).toList();
    ChartFit fit = new ChartFit(new Windows(settings.window()), sessions.rule());
    try (OnnxTokenModel model = OnnxTokenModel.load(trial, Provider.CPU)) {
      CommonCharts charts =
          fit.common(
              model, parts.learned(), heldOut, keys, vocabulary.texts(), settings.countsSessions());
      return charts == null && begin != null ? begin.charts() : charts;
    }
  }

  private LabelTables tables(Vocabulary vocabulary, LabelLessons labels, Sessions sessions) {
    return labels
        .training(vocabulary)
        .train(labels.stretches(vocabulary, features, sessions.rule()));
  }

  /** What the network's head counts for beside what was counted of labels; 0: it adds nothing. */
  private float headShare(
      TokenFile file, LabelLessons labels, HistoryParts parts, Sessions sessions, Path trial)
      throws IOException, ModelException, StepException {
    LabelTables tables = tables(file.vocabulary(), labels.of(parts.learned()), sessions);
    List<List<TokenEvent>> before = parts.lessons().stream().map(Lesson::before).toList();
    List<List<TokenEvent>> events = parts.lessons().stream().map(Lesson::events).toList();
    SessionRule rule = sessions.rule();
    float best = 0;
    double most = 0;
    for (float share : HEAD_SHARES) {
      file.with(tables.with(tables.shares().with(share)))
          .write(trial, settings.name(), settings.version(), Map.of());
      try (OnnxTokenModel model = OnnxTokenModel.load(trial, Provider.CPU)) {
        double f1 =
            new ServedLabels(labels.names(), labels.labelOf()).macroF1(model, rule, before, events);
        progress.accept(
            String.format(
                Locale.ROOT, "labels: the head counts for %.2f, macro F1 %.3f", share, f1));
        if (f1 > most + LEAST_GAIN) {
          most = f1;
          best = share;
        }
      }
    }
    return best;
  }

  private static String bits(String of, double bits) {
    return String.format(Locale.ROOT, "%s: %.3f bits per event of the held-out part", of, bits);
  }

  private Map<String, String> metadata(Trained trained) {
    Map<String, String> metadata = new TreeMap<>(settings.metadata());
    if (settings.characters() != null) {
      metadata.put(MetadataKey.TOKENS.key(), TokenContract.CHARACTERS);
    }
    metadata.put(
        MetadataKey.SESSION_END.key(),
        trained.sessions().endsWithKey()
            ? TokenContract.ENDS_WITH_KEY
            : TokenContract.ENDS_BY_ITSELF);
    if (begin != null) {
      metadata.put(MetadataKey.TRAINING_INIT.key(), begin.name());
    }
    metadata.put("skill.bits.counted", String.format(Locale.ROOT, "%.4f", trained.countedBits()));
    if (trained.hasNetwork()) {
      metadata.put("skill.bits", String.format(Locale.ROOT, "%.4f", trained.networkBits()));
    }
    return metadata;
  }

  private float delayShare(TokenFile file, List<TokenSequence.Piece> validation, Path trial)
      throws IOException, ModelException, StepException {
    file.write(trial, settings.name(), settings.version(), Map.of());
    try (OnnxTokenModel model = OnnxTokenModel.load(trial, Provider.CPU)) {
      return DelayShare.of(model, validation);
    }
  }
}
