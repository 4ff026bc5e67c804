package io.sluice.oracle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.model.StepModel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * What a pipeline has to publish for the logs of its source partitions, when none of them is ever
 * called idle: one record at a time, one key at a time, with maps for stores. Time, windows and
 * their calendar, lateness, gaps, the life of keys, episodes and the order of everything are
 * written anew from the documentation; the formulas of scaling, features and scores, the kept
 * inputs and the model are the product's, which have tests of their own. One field, {@code promo},
 * may be known in advance.
 *
 * <p>Of partitions that are not keyed, which of two records comes first is not known, and does not
 * matter: an event is late by the time of its own partition, and windows are closed once all
 * records are known, in order of (end, key).
 */
public final class Oracle implements AutoCloseable {
  private static final Pattern NUMBER = Pattern.compile("-?\\d+\\.\\d+");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Rules rules;
  private final Timetable timetable;
  private final List<Network> networks = new ArrayList<>();
  private final List<SourceTime> sources = new ArrayList<>();
  private final List<WindowTask> tasks = new ArrayList<>();

  public final List<Expected> forecasts = new ArrayList<>();
  public final List<Expected> alerts = new ArrayList<>();
  public final List<Expected> late = new ArrayList<>();
  public final List<Expected> deadLetters = new ArrayList<>();

  /** Records that move time and say nothing else. */
  public long empties;

  /** Of a pipeline with one model. */
  public Oracle(Rules rules, StepModel model) {
    this(rules, model, null, Collections.nCopies(rules.partitions(), null));
  }

  /**
   * Of a pipeline that goes over to another model.
   *
   * @param next the other model; null: there is none
   * @param from by window task, the first window that it steps; null: it never does
   */
  public Oracle(
      Rules rules, StepModel model, @Nullable StepModel next, List<@Nullable Place> from) {
    this.rules = rules;
    this.timetable = new Timetable(rules);
    networks.add(new Network(model, rules, timetable));
    if (next != null) {
      networks.add(new Network(next, rules, timetable));
    }
    Network second = next == null ? null : networks.get(1);
    for (Place place : from) {
      sources.add(new SourceTime(rules, timetable));
      tasks.add(
          new WindowTask(
              rules,
              timetable,
              new Models(networks.get(0), second, place),
              new Alarms(rules, alerts::add),
              forecasts::add));
    }
  }

  /**
   * Takes the next record of a source partition, whose value is an object with {@code key}, {@code
   * ts}, and the fields of targets or {@code promo} or all of them.
   */
  public void accept(
      int partition, long offset, byte @Nullable [] value, @Nullable Long watermark) {
    SourceTime source = sources.get(partition);
    ObjectNode event = parse(value);
    if (watermark != null) {
      source.watermark(watermark);
    } else if (event == null) {
      reject(partition, offset, "malformed-json");
    } else {
      accept(source, partition, offset, event);
    }
    if (rules.keyed()) {
      tasks.get(partition).close(source.closed());
    }
  }

  private void accept(SourceTime source, int partition, long offset, ObjectNode event) {
    String key = event.get("key").asText();
    long time = event.get("ts").asLong();
    boolean isFlawed = mend(event);
    if (!event.hasNonNull("promo") && !Row.hasValue(event, rules.targets())) {
      if (isFlawed) {
        reject(partition, offset, "invalid-value");
      } else {
        empties++;
        source.hear(key, time);
      }
      return;
    }
    long end = timetable.endOf(time);
    boolean isLate = source.isClosed(end);
    source.hear(key, time);
    if (isLate != source.isClosed(end)) {
      throw new IllegalStateException("an event has closed its own window: " + event);
    }
    Bytes series = Bytes.wrap(key.getBytes(StandardCharsets.UTF_8));
    int task = rules.keyed() ? partition : new Place(end, series).task(rules.partitions());
    if (isLate) {
      late(key, partition, offset, event, end);
    } else if (!tasks.get(task).add(series, end, event, partition, offset)) {
      reject(partition, offset, "too-many-keys");
    }
  }

  /** All records have been taken: closes what the least of the partitions' times closes. */
  public void finish() {
    long closed = Collections.min(sources.stream().map(SourceTime::closed).toList());
    if (!rules.keyed()) {
      tasks.forEach(task -> task.close(closed));
    }
  }

  /**
   * Puts numbers in the place of numbers in quotes, and nulls in that of other texts.
   *
   * @return whether one of those is no word for a missing value
   */
  private boolean mend(ObjectNode event) {
    boolean isFlawed = false;
    for (Rules.Target target : rules.targets()) {
      JsonNode value = event.path(target.name());
      if (value.isTextual()) {
        boolean isNumber = NUMBER.matcher(value.asText()).matches();
        event.put(target.name(), isNumber ? Double.valueOf(value.asText()) : null);
        isFlawed |= !isNumber && !value.asText().equals("unavailable");
      }
    }
    return isFlawed;
  }

  private void late(String key, int partition, long offset, JsonNode event, long end) {
    List<String> names = new ArrayList<>();
    List<Double> values = new ArrayList<>();
    for (Rules.Target target : rules.targets()) {
      if (event.hasNonNull(target.name())) {
        names.add(target.name());
        boolean counts = target.aggregate() == Rules.Aggregate.COUNT;
        values.add(counts ? 1 : event.get(target.name()).asDouble());
      }
    }
    late.add(
        new Expected(
            key + "/" + partition,
            partition + ":" + offset,
            List.of(key, Instant.ofEpochMilli(end).toString(), names.toString()),
            values));
  }

  private void reject(int partition, long offset, String reason) {
    deadLetters.add(
        new Expected("" + partition, partition + ":" + offset, List.of(reason), List.of()));
  }

  private static @Nullable ObjectNode parse(byte @Nullable [] value) {
    try {
      JsonNode node = value == null ? null : JSON.readTree(value);
      return node instanceof ObjectNode object ? object : null;
    } catch (IOException e) {
      return null;
    }
  }

  @Override
  public void close() {
    networks.forEach(Network::close);
  }
}
