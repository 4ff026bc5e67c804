package io.sluice.oracle;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.score.Population;
import io.sluice.score.Score;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/** The keys of one window task, and what becomes of their windows, in order of (end, key). */
final class WindowTask {
  private final Rules rules;
  private final Timetable timetable;
  private final Models models;
  private final Alarms alarms;
  private final Consumer<Expected> forecasts;
  private final Population population;

  private final TreeMap<Long, TreeMap<Bytes, Row>> open = new TreeMap<>();
  private final TreeMap<Bytes, Series> keys = new TreeMap<>();
  private final TreeMap<Bytes, Calls> calls = new TreeMap<>();
  private final Set<Bytes> planned = new HashSet<>();

  /** Windows at which a key that is not stepped any more is looked at again. */
  private final TreeMap<Long, TreeSet<Bytes>> reminders = new TreeMap<>();

  private long closed;

  /** Ends of windows in which most of the usual keys were silent, and of the first window. */
  private final TreeSet<Long> silences = new TreeSet<>();

  private long first;

  WindowTask(
      Rules rules,
      Timetable timetable,
      Models models,
      Alarms alarms,
      Consumer<Expected> forecasts) {
    this.rules = rules;
    this.timetable = timetable;
    this.models = models;
    this.alarms = alarms;
    this.forecasts = forecasts;
    this.population = new Population(rules.targets().size());
  }

  /**
   * Takes an event of a window that is open.
   *
   * @return false when its key is one too many
   */
  boolean add(Bytes key, long end, JsonNode event, int partition, long offset) {
    if (rules.maxKeys() > 0 && isOneTooMany(key, end, Row.hasValue(event, rules.targets()))) {
      return false;
    }
    open.computeIfAbsent(end, e -> new TreeMap<>())
        .computeIfAbsent(key, k -> new Row(rules.targets()))
        .add(event, partition, offset);
    return true;
  }

  /**
   * A key counts from its first value on; those of which only plans were said are counted apart,
   * until the first of their windows closes.
   */
  private boolean isOneTooMany(Bytes key, long end, boolean hasValue) {
    Set<Bytes> known = new HashSet<>(keys.keySet());
    for (TreeMap<Bytes, Row> rows : open.values()) {
      rows.forEach(
          (other, row) -> {
            if (row.hasValue()) {
              known.add(other);
            }
          });
    }
    boolean isOpen = open.containsKey(end) && open.get(end).containsKey(key);
    if (known.contains(key) || (isOpen && !hasValue)) {
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

  /** Closes windows up to and with an end. */
  void close(long through) {
    while (closed < through) {
      closed = Math.min(through, nextEnd());
      closeOne(closed);
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
    if (keys.values().stream().anyMatch(this::isActive)) {
      next = Math.min(next, timetable.endOf(closed));
    }
    return next;
  }

  private boolean isActive(Series series) {
    return series.gap < rules.maxGap() && !isResting(series);
  }

  /** Whether all that can be known of a key is zeros. */
  private static boolean isResting(Series series) {
    return series.zeros >= series.network.restAfter();
  }

  /** Whether a key is stepped in a window even if it has no value. */
  private boolean isExpected(Series series, long end) {
    return isActive(series) && timetable.next(series.stepped) == end;
  }

  private void closeOne(long end) {
    TreeMap<Bytes, Row> rows = open.containsKey(end) ? open.remove(end) : new TreeMap<>();
    TreeSet<Bytes> due = new TreeSet<>(rows.keySet());
    if (reminders.containsKey(end)) {
      due.addAll(reminders.remove(end));
    }
    keys.forEach(
        (key, series) -> {
          if (isExpected(series, end)) {
            due.add(key);
          }
        });
    boolean isOutage = !due.isEmpty() && isOutage(rows, end);
    for (Bytes key : due) {
      closeOne(key, rows.get(key), keys.get(key), end, isOutage);
    }
  }

  /** Whether few keys that usually have an event have one, and did so a day and a week ago. */
  private boolean isOutage(Map<Bytes, Row> rows, long end) {
    List<Double> silent = new ArrayList<>();
    double usual = 0;
    int heard = 0;
    for (Bytes key : keys.keySet()) {
      double chance = keys.get(key).pauses();
      if (isExpected(keys.get(key), end) && chance < 0.5) {
        usual += 1 - chance;
        if (rows.containsKey(key) && rows.get(key).hasValue()) {
          heard++;
        } else {
          silent.add(chance);
        }
      }
    }
    first = first == 0 ? end : first;
    double all = silent.stream().mapToDouble(Math::log10).sum();
    if (heard >= usual / 3 || all >= -6) {
      return false;
    }
    silences.add(end);
    long day = 24 * 3_600_000L;
    boolean isDaily =
        rules.window().toMillis() < day
            && (end < first + day || silences.contains(timetable.endOf(end - day - 1)));
    return !isDaily && !silences.contains(timetable.endOf(end - 7 * day - 1));
  }

  private void closeOne(
      Bytes key, @Nullable Row row, @Nullable Series series, long end, boolean isOutage) {
    boolean heard = row != null && row.hasValue();
    if (!heard && series == null) {
      planned.remove(key); // what was said of a key that is not known is forgotten
      return;
    }
    Calls known = calls.computeIfAbsent(key, k -> new Calls());
    if (row != null) {
      known.take(row.said, end, timetable::next);
    }
    if (series == null) {
      planned.remove(key);
      begin(key, row, known, end);
    } else if (heard) {
      goOn(key, series, row, true, values(row), known, end);
    } else if (isExpected(series, end)) {
      double[] values = isOutage ? nothing() : zeros();
      if (hasAny(values) && isDead(series, end)) {
        rest(key, series, end);
      } else {
        goOn(key, series, row, false, values, known, end);
      }
    } else {
      rest(key, series, end);
    }
  }

  private void rest(Bytes key, Series series, long end) {
    Network network = models.at(end, key);
    String model = network.hash();
    if (isDead(series, end)) {
      alarms.expires(key, series, end, network);
      keys.remove(key);
      calls.remove(key);
    } else {
      alarms.rests(key, series, end, timetable.count(series.observed, end), model);
    }
  }

  private boolean isDead(Series series, long end) {
    return end >= timetable.endOf(series.observed + rules.keyTtl().toMillis());
  }

  /** The first window of a key. */
  private void begin(Bytes key, Row row, Calls known, long end) {
    Network network = models.at(end, key);
    Series series = new Series(network, network.create());
    double[] values = values(row);
    Score score = judgeFirst(values);
    network.step(key, series.numbers, values, plan(known, network, end), end, score);
    series.stepped = end;
    series.observed = end;
    series.zeros = isNothing(values) ? 1 : 0;
    publish(network, key, series, row, values, score, end);
    alarms.observed(key, series, end, network);
    keep(key, series, end);
  }

  /** A window more of a key, with a value or imputed. */
  private void goOn(
      Bytes key,
      Series series,
      @Nullable Row row,
      boolean heard,
      double[] values,
      Calls known,
      long end) {
    Network network = models.at(end, key);
    boolean observed = heard || hasAny(values);
    int learned =
        series.observed < series.stepped ? timetable.count(series.observed, series.stepped) : 0;
    int missed = learned;
    boolean isLate = timetable.next(series.stepped) < end;
    if (isLate) {
      missed = Math.max(missed, timetable.count(series.observed, end) - 1);
    }
    if (isResting(series)) {
      if (isNothing(values)) {
        doze(network, key, series, row, values, known, end, missed, learned);
        return;
      }
      series.numbers = network.wake(series.numbers, series.network, timetable.previous(end));
    } else if (isLate && missed > series.usualSilence(rules.window().toMillis())) { // it returns
      series.numbers = network.forget(series.numbers, series.network);
      series.zeros = 0;
    } else if (series.network != network) {
      series.numbers = network.takeOver(series.numbers, series.network, series.stepped);
    }
    series.network = network;
    boolean trusted = network.isMature(series.numbers);
    int seen = series.numbers.life.observed;
    Score score = network.step(key, series.numbers, values, plan(known, network, end), end, null);
    series.pause(!heard, missed, learned, seen);
    series.gap = observed ? 0 : series.gap + 1;
    series.zeros = observed && isNothing(values) ? series.zeros + 1 : 0;
    series.stepped = end;
    if (heard) {
      series.observed = end;
    }
    publish(network, key, series, row, values, score, end);
    if (observed) {
      alarms.observed(key, series, end, network);
    } else {
      alarms.imputed(key, series, end, trusted, network.hash());
    }
    keep(key, series, end);
  }

  /** A zero that is sent after many: a forecast is published, and nothing is learned. */
  private void doze(
      Network network,
      Bytes key,
      Series series,
      @Nullable Row row,
      double[] values,
      Calls known,
      long end,
      int missed,
      int learned) {
    int seen = series.numbers.life.observed;
    network.doze(series.numbers, values, plan(known, network, end), end);
    series.pause(false, missed, learned, seen);
    series.stepped = end;
    series.observed = end;
    publish(network, key, series, row, values, null, end);
    keep(key, series, end);
  }

  /** What a window without an event holds. */
  private double[] zeros() {
    double[] zeros = nothing();
    for (int i = 0; i < zeros.length; i++) {
      zeros[i] = rules.targets().get(i).isZeroFilled() ? 0 : Double.NaN;
    }
    return zeros;
  }

  private static boolean hasAny(double[] values) {
    return !Arrays.stream(values).allMatch(Double::isNaN);
  }

  private boolean isNothing(double[] values) {
    double[] zeros = zeros();
    return hasAny(zeros)
        && IntStream.range(0, values.length)
            .allMatch(i -> Double.isNaN(zeros[i]) ? Double.isNaN(values[i]) : values[i] == 0);
  }

  private float[] plan(Calls known, Network network, long end) {
    return known.from(end, network.contract.features().ahead(), timetable::next);
  }

  private double[] nothing() {
    double[] nothing = new double[rules.targets().size()];
    Arrays.fill(nothing, Double.NaN);
    return nothing;
  }

  private double[] values(Row row) {
    double[] values = nothing();
    Arrays.setAll(values, row::value);
    return values;
  }

  private Score judgeFirst(double[] values) {
    double[] surprises = new double[values.length];
    int worst = 0;
    for (int i = 0; i < values.length; i++) {
      if (!Double.isNaN(values[i])) {
        surprises[i] = Math.abs(population.surprise(i, values[i]));
        worst = surprises[i] > surprises[worst] ? i : worst;
        population.learn(i, values[i]);
      }
    }
    double value = Math.max(0, surprises[worst] - Math.log10(values.length));
    return new Score(value, 0, null, worst, surprises, 0, Double.NaN, 0);
  }

  /** A key that is not stepped any more is looked at when it is silent for too long, and dies. */
  private void keep(Bytes key, Series series, long end) {
    keys.put(key, series);
    if (isActive(series)) {
      return;
    }
    long ttl = rules.keyTtl().toMillis();
    int silentAfter = alarms.silentAfter(series);
    if (!rules.isZeroFilled()
        && !series.silent.isFiring()
        && silentAfter < ttl / rules.window().toMillis()) {
      long alarm = timetable.later(series.observed, silentAfter);
      if (alarm > end) {
        remind(alarm, key);
      }
    }
    remind(timetable.endOf(Math.max(end, series.observed + ttl)), key);
  }

  private void remind(long end, Bytes key) {
    reminders.computeIfAbsent(end, e -> new TreeSet<>()).add(key);
  }

  private void publish(
      Network network,
      Bytes key,
      Series series,
      @Nullable Row row,
      double[] values,
      @Nullable Score score,
      long end) {
    double maturity = network.maturity(series.numbers);
    List<Double> numbers = new ArrayList<>();
    for (double value : values) {
      numbers.add(value);
    }
    numbers.add(score == null ? Double.NaN : score.value());
    numbers.add(maturity);
    numbers.addAll(network.quantiles(series.numbers));
    String text = new String(key.get(), StandardCharsets.UTF_8);
    forecasts.accept(
        new Expected(
            text,
            text + "@" + Instant.ofEpochMilli(end),
            List.of(
                Instant.ofEpochMilli(timetable.start(end)).toString(),
                String.valueOf(series.gap),
                String.valueOf(maturity < 1),
                Instant.ofEpochMilli(timetable.later(end, network.contract.horizon())).toString(),
                row == null ? "" : row.sources(),
                network.hash()),
            numbers));
  }
}
