package io.sluice.event.decode;

import io.sluice.config.Aggregate;
import io.sluice.config.TargetConfig;
import io.sluice.config.source.Numbers;
import io.sluice.config.source.SourceConfig;
import io.sluice.event.DeadLetterReason;
import io.sluice.event.Decoded;
import io.sluice.event.DistinctValue;
import io.sluice.event.Event;
import io.sluice.event.PlanValues;
import io.sluice.event.UnusableField;
import io.sluice.event.json.NumberReader;
import io.sluice.event.json.RecordFields;
import io.sluice.event.json.Rejection;
import io.sluice.event.json.WantedField;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;

/** The values and plans of a record whose fields have been read. Not thread-safe. */
final class EventContent implements RecordContent {
  private final boolean strict;
  private final WantedField[] targets;
  private final boolean[] counts;
  private final boolean[] distinct;
  private final WantedField[] known;
  private List<UnusableField> unusable = List.of();

  /** Asks for the fields of targets, and for those that are known in advance. */
  EventContent(
      RecordFields fields, SourceConfig source, List<TargetConfig> targets, List<String> known) {
    NumberReader numbers = new NumberReader(source.format());
    this.strict = source.format().numbers() == Numbers.STRICT;
    this.targets = new WantedField[targets.size()];
    this.counts = new boolean[targets.size()];
    this.distinct = new boolean[targets.size()];
    for (int i = 0; i < counts.length; i++) {
      counts[i] = targets.get(i).aggregate().equals(Aggregate.COUNT);
      distinct[i] = targets.get(i).aggregate().equals(Aggregate.DISTINCT);
      WantedField field = fields.want(targets.get(i).field());
      this.targets[i] = counts[i] ? field : field.readNumber(numbers);
      if (distinct[i]) {
        field.readText();
      }
    }
    this.known =
        known.stream().map(name -> fields.want(name).readPlan(numbers)).toArray(WantedField[]::new);
  }

  @Override
  public Decoded of(Bytes key, long time, int partition, long offset) throws Rejection {
    unusable = List.of();
    Event event = new Event(time, values(), plans(), partition, offset);
    if (!unusable.isEmpty() && (strict || !saysAnything(event))) {
      throw new Rejection(DeadLetterReason.INVALID_VALUE, unusable.get(0).detail());
    }
    if (saysAnything(event)) {
      return unusable.isEmpty()
          ? new Decoded.Valid(key, event)
          : new Decoded.Valid(key, event, unusable);
    }
    if (strict) {
      throw new Rejection(DeadLetterReason.MISSING_VALUE, "no target's field is present");
    }
    return new Decoded.Empty(key, time);
  }

  private static boolean saysAnything(Event event) {
    return event.known().length > 0 || event.hasValue();
  }

  private double[] values() {
    double[] values = new double[targets.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = value(i, targets[i]);
    }
    return values;
  }

  private double value(int target, WantedField field) {
    if (counts[target]) {
      return count(field);
    }
    String text = field.problem() == null ? null : field.text();
    if (distinct[target] && text != null) {
      return DistinctValue.of(text);
    }
    check(target, field);
    return field.number();
  }

  private static double count(WantedField field) {
    return field.isPresent() ? 1 : Double.NaN;
  }

  /** What the record says in advance; empty when that is nothing. */
  private float[][] plans() {
    float[][] plans = Event.NOTHING;
    for (int i = 0; i < known.length; i++) {
      float[] plan = known[i].plan();
      check(targets.length + i, known[i]);
      if (plan.length > 0) {
        plans = plans.length > 0 ? plans : nothing(known.length);
        plans[i] = plan;
      }
    }
    return plans;
  }

  private static float[][] nothing(int fields) {
    float[][] plans = new float[fields][];
    Arrays.fill(plans, PlanValues.NONE);
    return plans;
  }

  private void check(int index, WantedField field) {
    if (field.problem() != null) {
      unusable = unusable.isEmpty() ? new ArrayList<>() : unusable;
      unusable.add(new UnusableField(index, field.name(), field.problem()));
    }
  }
}
