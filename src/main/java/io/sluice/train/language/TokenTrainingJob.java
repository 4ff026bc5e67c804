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
import io.sluice.model.ngram.NgramTables;
import io.sluice.model.token.OnnxTokenModel;
import io.sluice.model.token.TokenContract;
import io.sluice.model.token.TokenFeatures;
import io.sluice.score.CommonCharts;
import io.sluice.train.language.MixtureFit.Fitted;
import io.sluice.train.language.MixtureFit.Lesson;
import io.sluice.train.language.begin.Beginning;
import io.sluice.train.language.begin.NetworkRows;
import io.sluice.train.language.chart.ChartFit;
import io.sluice.train.language.label.LabelFolds;
import io.sluice.train.language.label.LabelLessons;
import io.sluice.train.language.label.ServedLabels;
import io.sluice.train.network.TokenExporter;
import io.sluice.window.Windows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
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

  /** The share of the history that is learned from at first. */
  private static final double LEARNED = 0.8;

  /** The most events of the held-out part that say what experts are worth. */
  static final int LESSONS = 50_000;

  /** Events before those that keys are led up with, of all keys together, and of each at least. */
  private static final int BEFORE = 100_000;

  private static final int LEAST_BEFORE = 1_000;

  /** How fast keys learn weights of their own. */
  private static final float RATE = 0.004f;

  private static final int BIGRAM = 2;
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

  /** A history in two parts: what is learned at first, and what is held out. */
  record Parts(List<List<TokenEvent>> learned, List<Lesson> lessons) {}

  /** What a part of a history gives, and what is held out of it. */
  private record Material(
      TokenFile file, List<TokenSequence> sequences, List<TokenSequence.Piece> validation) {}

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
    Parts parts = parts(keys, sessions);
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
      Parts parts,
      Sessions sessions,
      Path file,
      Path trial)
      throws IOException, ModelException, StepException {
    ToIntFunction<TokenEvent> labelOf = labels == null ? event -> NO_LABEL : labels.labelOf();
    Material first = material(parts.learned(), parts.lessons(), sessions, labelOf);
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
      TokenTrainer.Result result = network(first, settings.options().epochs(), classes);
      epochs = result.epochs();
      progress.accept(
          String.format(Locale.ROOT, "network: epoch %d, %.3f bits alone", epochs, result.bits()));
      withNetwork = withNetwork(first.file(), result.weights());
      share =
          settings.characters() == null ? delayShare(withNetwork, first.validation(), trial) : 0;
      Fitted fitted = fit.of(withNetwork, parts.lessons(), trial);
      networkBits = fitted.bits();
      progress.accept(bits("with the network", networkBits));
      hasNetwork = (epochs > 0 || isTrained()) && networkBits < counted.bits();
      best = hasNetwork ? fitted : counted;
      chosen = hasNetwork ? withNetwork : chosen;
      if (hasNetwork && labels != null) {
        headShare = headShare(withNetwork, labels, parts, sessions, trial);
      }
    }
    Material all = material(keys, List.of(), sessions, labelOf);
    TokenFile last = all.file();
    if (hasNetwork) {
      TokenTrainer.Result again = network(all, epochs, headShare > 0 ? classes : 0);
      boolean isWhole = again.epochs() == epochs;
      last = isWhole ? withNetwork(last, again.weights()) : withNetwork;
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
      Parts parts,
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
      TokenFile file, LabelLessons labels, Parts parts, Sessions sessions, Path trial)
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

  /**
   * Cases are held out whole, the last ones; of endless keys, the last events are. Where those are
   * very many, cases are taken at even distances, and of each key what comes first.
   */
  static Parts parts(List<List<TokenEvent>> keys, Sessions sessions) {
    List<List<TokenEvent>> learned = new ArrayList<>();
    List<Lesson> lessons = new ArrayList<>();
    if (sessions.endsWithKey()) {
      int split = (int) (keys.size() * LEARNED);
      learned.addAll(keys.subList(0, split));
      List<List<TokenEvent>> held = keys.subList(split, keys.size());
      long events = held.stream().mapToLong(List::size).sum();
      int distance = (int) Math.max(1, (events + LESSONS - 1) / LESSONS);
      for (int i = 0; i < held.size(); i += distance) {
        lessons.add(new Lesson(List.of(), held.get(i)));
      }
      return new Parts(learned, lessons);
    }
    long held = keys.stream().mapToLong(events -> events.size() - split(events)).sum();
    int before = Math.max(LEAST_BEFORE, BEFORE / keys.size());
    for (List<TokenEvent> events : keys) {
      int split = split(events);
      if (split > 0) {
        learned.add(events.subList(0, split));
      }
      long taken = (long) (events.size() - split) * LESSONS / Math.max(LESSONS, held);
      lessons.add(
          new Lesson(
              events.subList(Math.max(0, split - before), split),
              events.subList(split, split + (int) taken)));
    }
    return new Parts(learned, lessons);
  }

  private static int split(List<TokenEvent> events) {
    return (int) (events.size() * LEARNED);
  }

  private Material material(
      List<List<TokenEvent>> learned,
      List<Lesson> lessons,
      Sessions sessions,
      ToIntFunction<TokenEvent> labelOf) {
    TokenSettings.Characters characters = settings.characters();
    Vocabulary vocabulary =
        Vocabularies.of(learned, settings.minCount(), sessions.ends(learned), given(characters));
    List<TokenSequence> sequences = new ArrayList<>();
    for (List<TokenEvent> events : learned) {
      sequences.add(sequence(events, vocabulary, sessions, labelOf));
    }
    List<TokenSequence.Piece> validation = new ArrayList<>();
    for (Lesson lesson : lessons) {
      List<TokenEvent> events = new ArrayList<>(lesson.before());
      events.addAll(lesson.events());
      TokenSequence sequence = sequence(events, vocabulary, sessions, labelOf);
      int from = lesson.before().isEmpty() ? 0 : sequence.size() - lesson.events().size();
      validation.addAll(
          TokenTrainer.pieces(sequence, from, sequence.size(), settings.options().piece()));
    }
    List<TokenSequence> timed = sequences;
    if (characters != null) { // no character is timed: lines are
      timed = characters.lines().stream().map(one -> whole(one, vocabulary)).toList();
    }
    List<Double> bins = begin == null ? DelayCounts.bounds(timed) : begin.contract().delayBins();
    NgramTables ngrams =
        Counts.of(sequences, vocabulary, features, begin == null ? null : begin.ngrams(vocabulary));
    DelayCounts delays = new DelayCounts(bins, vocabulary.size());
    timed.forEach(delays::add);
    TokenFile file =
        new TokenFile(
            vocabulary,
            features,
            bins,
            sessions.gapMs(),
            ngrams,
            delays.logits(begin == null ? null : begin.delays(vocabulary)),
            0,
            begin(false),
            0,
            null,
            null,
            null);
    return new Material(file, sequences, validation);
  }

  /** What is known whether it is met or not. */
  private List<String> given(TokenSettings.@Nullable Characters characters) {
    List<String> given = new ArrayList<>();
    if (characters != null) {
      given.addAll(characters.spelling().tokens());
    }
    if (begin != null) {
      given.addAll(begin.texts());
    }
    return given.stream().distinct().toList();
  }

  /** Whether the network has learned elsewhere. */
  private boolean isTrained() {
    return begin != null && begin.network() != null;
  }

  private static TokenSequence whole(List<TokenEvent> events, Vocabulary vocabulary) {
    List<TokenEvent> unnamed =
        events.stream().map(one -> new TokenEvent(one.time(), Vocabulary.UNK_TEXT)).toList();
    return TokenSequence.of(unnamed, vocabulary, SessionRule.ENDLESS, false);
  }

  private static TokenSequence sequence(
      List<TokenEvent> events,
      Vocabulary vocabulary,
      Sessions sessions,
      ToIntFunction<TokenEvent> labelOf) {
    return TokenSequence.of(events, vocabulary, sessions.rule(), sessions.endsWithKey(), labelOf);
  }

  private TokenFile withNetwork(TokenFile file, TokenWeights weights) {
    return new TokenFile(
        file.vocabulary(),
        file.features(),
        file.bins(),
        file.sessionGapMs(),
        file.ngrams(),
        file.delays(),
        0,
        begin(true),
        0,
        null,
        settings.architecture(),
        weights);
  }

  /** Something of everything: the fit finds the rest. */
  private List<Float> begin(boolean hasNetwork) {
    if (begin != null && begin.contract().hasNetwork() == hasNetwork) {
      return begin.contract().weights();
    }
    List<Float> weights = new ArrayList<>(Collections.nCopies(TokenContract.EXPERTS, 0.1f));
    weights.set(0, hasNetwork ? 0.3f : 0f);
    weights.set(BIGRAM, 0.2f);
    return weights;
  }

  private TokenTrainer.Result network(Material material, int epochs, int labels) {
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

  private float delayShare(TokenFile file, List<TokenSequence.Piece> validation, Path trial)
      throws IOException, ModelException, StepException {
    file.write(trial, settings.name(), settings.version(), Map.of());
    try (OnnxTokenModel model = OnnxTokenModel.load(trial, Provider.CPU)) {
      return DelayShare.of(model, validation);
    }
  }
}
