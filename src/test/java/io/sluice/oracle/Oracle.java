package io.sluice.oracle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.alert.EpisodeTracker;
import io.sluice.config.CalendarConfig;
import io.sluice.config.WindowConfig;
import io.sluice.feature.FeatureEncoder;
import io.sluice.feature.PastValues;
import io.sluice.feature.Scaler;
import io.sluice.feature.WindowCalendar;
import io.sluice.feature.WindowInput;
import io.sluice.model.ModelContract;
import io.sluice.model.StepBatch;
import io.sluice.model.StepException;
import io.sluice.model.StepModel;
import io.sluice.output.Alert;
import io.sluice.score.Population;
import io.sluice.score.Score;
import io.sluice.score.Scorer;
import io.sluice.state.Gaps;
import io.sluice.state.KeyState;
import io.sluice.window.Windows;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * What a pipeline with one target, aggregated by its mean, has to publish for one partition's log:
 * one record at a time, one key at a time, with maps for stores. Windows, lateness, gaps, the chain
 * of states and the order of everything are written anew from the documentation; the formulas of
 * scaling, scoring and episodes are the ones that have tests of their own, and so is the model,
 * which is run on one row at a time. One field, {@code promo}, may be known in advance.
 */
public final class Oracle implements AutoCloseable {
  /** The format keeps the state in steps of 1 / 32767. */
  private static final float FIXED_POINT = 32767;

  private static final LocalDate FIRST_DAY = LocalDate.of(1969, 12, 31);
  private static final LocalDate LAST_DAY = LocalDate.of(2100, 1, 1);

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * What the oracle has to know of a pipeline.
   *
   * @param maxGap windows in a row that are imputed
   * @param zone whose midnights begin windows of one day
   * @param maxKeys the most keys of the partition; 0: no limit
   */
  public record Rules(
      String pipeline,
      Duration window,
      Duration grace,
      int maxGap,
      Duration keyTtl,
      Duration budget,
      ZoneId zone,
      int maxKeys) {
    /** Windows in UTC, and as many keys as come. */
    public Rules(
        String pipeline,
        Duration window,
        Duration grace,
        int maxGap,
        Duration keyTtl,
        Duration budget) {
      this(pipeline, window, grace, maxGap, keyTtl, budget, ZoneOffset.UTC, 0);
    }
  }

  private static final class Row {
    double sum;
    int count;
    final List<Calls.Said> said = new ArrayList<>();
    final Map<Integer, long[]> offsets = new TreeMap<>();

    void add(JsonNode event, int partition, long offset) {
      if (event.hasNonNull("value")) {
        sum += event.get("value").asDouble();
        count++;
      }
      if (event.hasNonNull("promo")) {
        said.add(new Calls.Said(event.get("ts").asLong(), event.get("promo")));
      }
      offsets.merge(
          partition,
          new long[] {offset, offset},
          (a, b) -> new long[] {Math.min(a[0], b[0]), Math.max(a[1], b[1])});
    }

    String sources() {
      StringBuilder out = new StringBuilder();
      offsets.forEach(
          (p, range) ->
              out.append(p).append(':').append(range[0]).append('-').append(range[1]).append(';'));
      return out.toString();
    }
  }

  private final Rules rules;
  private final long size;
  private final ModelContract contract;
  private final Scaler scaler;
  private final FeatureEncoder encoder;
  private final Scorer scorer;
  private final EpisodeTracker episodes;
  private final StepBatch batch;
  private final Population population = new Population(1);

  /** Where windows of one day begin and end; empty when windows are of one length. */
  private final TreeSet<Long> midnights = new TreeSet<>();

  private final TreeMap<Long, TreeMap<Bytes, Row>> open = new TreeMap<>();
  private final TreeMap<Bytes, KeyState> states = new TreeMap<>();
  private final TreeMap<Bytes, Calls> calls = new TreeMap<>();
  private final Set<Bytes> planned = new HashSet<>();

  /** Windows at which a stale key is looked at again. */
  private final TreeMap<Long, TreeSet<Bytes>> reminders = new TreeMap<>();

  private long streamTime;
  private long closedThrough;

  public final List<Expected> forecasts = new ArrayList<>();
  public final List<Expected> alerts = new ArrayList<>();
  public final List<Expected> late = new ArrayList<>();
  public final List<Expected> deadLetters = new ArrayList<>();

  public Oracle(Rules rules, StepModel model) {
    this.rules = rules;
    this.size = rules.window().toMillis();
    this.contract = model.contract();
    this.scaler = new Scaler(contract.scaler());
    this.encoder = new FeatureEncoder(contract.features(), scaler, 1);
    this.scorer = new Scorer(contract.levelArray(), 1);
    Windows windows = new Windows(config(rules));
    this.episodes = new EpisodeTracker(rules.pipeline(), model.contract(), windows, rules.budget());
    this.batch = model.newBatch(8);
    if (rules.window().equals(Duration.ofDays(1))) {
      for (LocalDate day = FIRST_DAY; day.isBefore(LAST_DAY); day = day.plusDays(1)) {
        midnights.add(day.atTime(LocalTime.MIDNIGHT).atZone(rules.zone()).toEpochSecond() * 1000);
      }
    }
  }

  private static WindowConfig config(Rules rules) {
    return new WindowConfig(
        rules.window(),
        rules.grace(),
        rules.maxGap(),
        Duration.ZERO,
        Duration.ofHours(1),
        CalendarConfig.EVERY_DAY,
        rules.zone());
  }

  private long startOf(long time) {
    return midnights.isEmpty() ? time / size * size : midnights.floor(time);
  }

  private long endOf(long time) {
    return midnights.isEmpty() ? (time / size + 1) * size : midnights.higher(time);
  }

  private int windows(long after, long through) {
    return midnights.isEmpty()
        ? (int) ((through - after) / size)
        : midnights.subSet(after, false, through, true).size();
  }

  private long later(long end, int windows) {
    long time = end;
    for (int i = 0; i < windows; i++) {
      time = endOf(time);
    }
    return time;
  }

  /**
   * Takes a record whose value is an object with {@code key}, {@code ts}, and {@code value} or
   * {@code promo} or both.
   */
  public void accept(
      int partition, long offset, byte @Nullable [] value, @Nullable Long watermark) {
    if (watermark != null) {
      advance(watermark);
      return;
    }
    JsonNode event = parse(value);
    if (event == null) {
      deadLetters.add(
          new Expected(
              "" + partition, partition + ":" + offset, List.of("malformed-json"), List.of()));
      return;
    }
    String key = event.get("key").asText();
    long time = event.get("ts").asLong();
    long end = endOf(time);
    if (end <= closedThrough) {
      late.add(
          new Expected(
              key,
              partition + ":" + offset,
              List.of(instant(end).toString()),
              List.of(event.path("value").asDouble(Double.NaN))));
    } else if (isOneTooMany(bytes(key), end, event.hasNonNull("value"))) {
      deadLetters.add(
          new Expected(
              "" + partition, partition + ":" + offset, List.of("too-many-keys"), List.of()));
    } else {
      open.computeIfAbsent(end, e -> new TreeMap<>())
          .computeIfAbsent(bytes(key), k -> new Row())
          .add(event, partition, offset);
    }
    advance(time);
  }

  /**
   * A key counts from its first value on; those of which only plans were said are counted apart,
   * until the first of their windows closes.
   */
  private boolean isOneTooMany(Bytes key, long end, boolean hasValue) {
    Set<Bytes> known = new HashSet<>(states.keySet());
    open.values()
        .forEach(
            rows ->
                rows.forEach(
                    (other, row) -> {
                      if (row.count > 0) {
                        known.add(other);
                      }
                    }));
    boolean isOpen = open.containsKey(end) && open.get(end).containsKey(key);
    if (rules.maxKeys() == 0 || known.contains(key) || (isOpen && !hasValue)) {
      return false;
    }
    if (hasValue) {
      boolean full = known.size() >= rules.maxKeys();
      if (!full) {
        planned.remove(key);
      }
      return full;
    }
    boolean full = !planned.contains(key) && planned.size() >= rules.maxKeys();
    if (!full) {
      planned.add(key);
    }
    return full;
  }

  private static @Nullable JsonNode parse(byte @Nullable [] value) {
    try {
      JsonNode node = value == null ? null : JSON.readTree(value);
      return node != null && node.isObject() ? node : null;
    } catch (IOException e) {
      return null;
    }
  }

  private static Bytes bytes(String key) {
    return Bytes.wrap(key.getBytes(StandardCharsets.UTF_8));
  }

  private void advance(long time) {
    streamTime = Math.max(streamTime, time);
    long closes = startOf(streamTime - rules.grace().toMillis());
    while (closedThrough < closes) {
      closedThrough = Math.min(closes, nextEnd());
      close(closedThrough);
    }
  }

  /** The next window end at which anything can happen. */
  private long nextEnd() {
    long next = Long.MAX_VALUE;
    if (!open.isEmpty()) {
      next = Math.min(next, open.firstKey());
    }
    if (!reminders.isEmpty()) {
      next = Math.min(next, reminders.firstKey());
    }
    if (states.values().stream().anyMatch(this::isActive)) {
      next = Math.min(next, endOf(closedThrough));
    }
    return next;
  }

  private boolean isActive(KeyState state) {
    return state.gap < rules.maxGap();
  }

  private void close(long end) {
    TreeMap<Bytes, Row> rows = open.containsKey(end) ? open.remove(end) : new TreeMap<>();
    TreeSet<Bytes> reminded = reminders.containsKey(end) ? reminders.remove(end) : new TreeSet<>();
    TreeSet<Bytes> keys = new TreeSet<>(rows.keySet());
    keys.addAll(reminded);
    states.forEach(
        (key, state) -> {
          if (isActive(state)) {
            keys.add(key);
          }
        });
    for (Bytes key : keys) {
      Row row = rows.get(key);
      KeyState state = states.get(key);
      boolean observed = row != null && row.count > 0;
      if (observed || state != null) {
        hear(key, row, end);
      }
      if (observed || (state != null && isActive(state))) {
        step(key, state, row, end);
      } else if (state != null) {
        rest(key, state, end);
      } else {
        planned.remove(key);
      }
    }
  }

  /** What was said of a key that is not known is forgotten. */
  private void hear(Bytes key, @Nullable Row row, long end) {
    Calls known = calls.computeIfAbsent(key, k -> new Calls());
    if (row != null) {
      known.take(row.said, end, this::endOf);
    }
  }

  private void rest(Bytes key, KeyState state, long end) {
    if (end - state.lastObservedEnd >= rules.keyTtl().toMillis()) {
      episodes.expired(key, state, end, this::alert);
      states.remove(key);
      calls.remove(key);
    } else {
      int windows = windows(state.lastObservedEnd, end);
      episodes.stale(key, state, end, windows, this::alert);
    }
  }

  private void step(Bytes key, @Nullable KeyState stored, @Nullable Row row, long end) {
    boolean first = stored == null;
    if (first) {
      planned.remove(key);
    }
    KeyState state =
        first ? new KeyState(1, contract.levels().size(), contract.initialState()) : stored;
    boolean returning = !first && endOf(state.lastEnd) < end;
    int missed =
        returning ? Math.max(state.gap, windows(state.lastObservedEnd, end) - 1) : state.gap;
    if (returning) {
      state.resetRecurrent();
    }
    boolean isGap = row == null || row.count == 0;
    double observed = isGap ? Double.NaN : row.sum / row.count;
    WindowInput window = new WindowInput(state.scalers);
    window.imputed[0] = isGap;
    window.values[0] = isGap ? expectation(state) : observed;
    int ahead = contract.features().ahead();
    window.known = new float[][] {calls.get(key).from(end, ahead, this::endOf)};
    long start = startOf(end - 1);
    long local =
        start + rules.zone().getRules().getOffset(instant(start)).getTotalSeconds() * 1000L;
    WindowCalendar calendar = encoder.calendar(local, new long[ahead]);
    encoder.encode(window, 0, new PastValues[1], calendar, batch.x(), 0);
    batch.state().put(0, state.hidden);
    boolean mature = state.steps >= contract.warmup();
    Score score =
        first ? judgeFirst(observed) : scorer.score(state, window.scaled, window.imputed, mature);
    run();
    if (first) {
      Gaps.begin(state);
    } else {
      Gaps.learn(state, !isGap, missed);
    }
    state.lastEnd = end;
    state.gap = isGap ? state.gap + 1 : 0;
    if (!isGap) {
      state.lastObservedEnd = end;
    }
    state.steps = Math.min(KeyState.MAX_STEPS, state.steps + 1);
    for (int i = 0; i < state.hidden.length; i++) {
      state.hidden[i] = Math.round(batch.nextState().get(i) * FIXED_POINT) / FIXED_POINT;
    }
    for (int i = 0; i < state.forecast.length; i++) {
      state.forecast[i] = batch.quantiles().get(i);
    }
    state.hasForecast = true;
    forecast(key, state, row, observed, score, end);
    boolean trusted = first || mature;
    if (isGap) {
      episodes.imputed(key, state, end, trusted, this::alert);
    } else {
      episodes.observed(key, state, end, score, trusted, List::of, this::alert);
    }
    states.put(key, state);
    if (!isActive(state)) {
      remind(key, state, end);
    }
  }

  /** The median that was forecast for this window, in the source's unit. */
  private double expectation(KeyState state) {
    double scaled = state.hasForecast ? state.forecast[contract.median()] : 0;
    return scaler.unscale(state.scalers[0], scaled);
  }

  private Score judgeFirst(double value) {
    double surprise = population.surprise(0, value);
    population.learn(0, value);
    return new Score(Math.abs(surprise), 0, new double[] {surprise});
  }

  private void run() {
    try {
      batch.run(1);
    } catch (StepException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A stale key is looked at when its silence is too long, and when its time to live is over. */
  private void remind(Bytes key, KeyState state, long end) {
    int silentAfter = episodes.silentAfter(state);
    long alarm = later(state.lastObservedEnd, silentAfter);
    if (!state.silence.isFiring()
        && silentAfter < rules.keyTtl().toMillis() / size
        && alarm > end) {
      reminders.computeIfAbsent(alarm, e -> new TreeSet<>()).add(key);
    }
    long last = Math.max(end, state.lastObservedEnd + rules.keyTtl().toMillis());
    reminders.computeIfAbsent(endOf(last), e -> new TreeSet<>()).add(key);
  }

  private void forecast(
      Bytes key,
      KeyState state,
      @Nullable Row row,
      double observed,
      @Nullable Score score,
      long end) {
    double maturity = Math.min(1, (double) state.steps / contract.warmup());
    List<Double> numbers = new ArrayList<>();
    numbers.add(observed);
    numbers.add(score == null ? Double.NaN : score.outlier());
    numbers.add(maturity);
    for (int i = 0; i < contract.horizon() * contract.levels().size(); i++) {
      numbers.add(scaler.unscale(state.scalers[0], batch.quantiles().get(i)));
    }
    forecasts.add(
        new Expected(
            text(key),
            text(key) + "@" + instant(end),
            List.of(
                instant(startOf(end - 1)).toString(),
                String.valueOf(state.gap),
                String.valueOf(maturity < 1),
                instant(later(end, contract.horizon())).toString(),
                row == null ? "" : row.sources()),
            numbers));
  }

  private void alert(Alert alert) {
    boolean resolved = alert.status() == Alert.Status.RESOLVED;
    alerts.add(
        new Expected(
            text(alert.key()),
            alert.id() + "/" + alert.status().name().toLowerCase(Locale.ROOT),
            List.of(
                alert.type().name().toLowerCase(Locale.ROOT),
                alert.severity().name().toLowerCase(Locale.ROOT),
                instant(alert.firstWindowStart()).toString(),
                resolved ? instant(alert.lastWindowEnd()).toString() : "null",
                instant(alert.decidedAt()).toString(),
                String.valueOf(alert.windows())),
            List.of(alert.score())));
  }

  private static Instant instant(long time) {
    return Instant.ofEpochMilli(time);
  }

  private static String text(Bytes key) {
    return new String(key.get(), StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    batch.close();
  }
}
