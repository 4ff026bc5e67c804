package io.sluice.metrics;

import io.micrometer.core.instrument.Tags;
import io.sluice.config.yaml.KebabCase;
import io.sluice.event.DeadLetterReason;
import io.sluice.event.UnusableField;
import io.sluice.output.Alert;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;

/** A counter that every pipeline has: its name, its text and its labels. */
final class Counted {
  /** No pipeline has more targets and fields that are known in advance. */
  private static final int MOST_FIELDS = 64;

  /** The {@link #field} of what is not counted by field. */
  static final int NO_FIELD = -1;

  private static final String ALERTS_NAME = "alerts";

  private static final List<Counted> MADE = new ArrayList<>();

  static final Counted RECORDS = counter("records", "Source records read");
  static final Counted WINDOWED = counter("windowed.records", "Events added to their window");
  static final Counted LATE =
      counter("late.records", "Events that came after their window had closed");
  static final Counted EMPTY =
      counter("empty.records", "Records without a value of any target and without a plan");
  static final Counted CLOCKS_AHEAD =
      counter(
          "clock.ahead.records",
          "Events so far ahead that windows wait for another key before they close");
  static final Counted UNITS_DOUBTFUL =
      counter(
          "timestamp.unit.doubtful.records",
          "Source records whose time looks like another unit than the configured one");
  static final Counted KEYS_CREATED = counter("new.keys", "Keys seen for the first time");
  static final Counted KEYS_EXPIRED =
      counter("expired.keys", "Keys dropped after their time to live");
  static final Counted WINDOWS_CLOSED =
      counter("windows.closed", "Windows taken from the store, one per key");
  static final Counted LABELLED = counter("labelled.events", "Events that the model has labelled");
  static final Counted FORECASTS = counter("forecasts", "Forecasts sent");
  static final Counted MODEL_SWITCHES =
      counter("model.switches", "Tasks that switched to another model");
  static final Map<DeadLetterReason, Counted> RECORDS_DEAD_LETTERED =
      byReason("dead.lettered.records", "Source records sent to the dead-letter topic");
  static final Map<DeadLetterReason, Counted> WINDOWS_DEAD_LETTERED =
      byReason("dead.lettered.windows", "Closed windows sent to the dead-letter topic");

  /** By target, then by field that is known in advance: all that a pipeline may have. */
  static final List<Map<UnusableField.Reason, Counted>> UNUSABLE =
      IntStream.range(0, MOST_FIELDS).mapToObj(Counted::unusable).toList();

  static final Map<Alert.Status, Map<Alert.Type, Map<Alert.Severity, Counted>>> ALERTS =
      each(Alert.Status.class, Counted::alerts);

  /** All of them, each at its {@link #slot}. */
  static final List<Counted> ALL = List.copyOf(MADE);

  final int slot;

  /** Which of the pipeline's targets and known fields it is of. */
  final int field;

  final String name;
  final String description;
  final Tags labels;

  private Counted(int slot, int field, String name, String description, Tags labels) {
    this.slot = slot;
    this.field = field;
    this.name = name;
    this.description = description;
    this.labels = labels;
  }

  private static Counted counter(String name, String description, String... labels) {
    return counter(NO_FIELD, name, description, labels);
  }

  private static Counted counter(int field, String name, String description, String... labels) {
    Counted made = new Counted(MADE.size(), field, name, description, Tags.of(labels));
    MADE.add(made);
    return made;
  }

  private static Map<DeadLetterReason, Counted> byReason(String name, String description) {
    return each(
        DeadLetterReason.class, reason -> counter(name, description, "reason", reason.label()));
  }

  private static Map<UnusableField.Reason, Counted> unusable(int field) {
    return each(
        UnusableField.Reason.class,
        reason ->
            counter(
                field,
                "unusable.fields",
                "Fields that could not be used, of events whose other fields were",
                "reason",
                reason.label()));
  }

  private static Map<Alert.Type, Map<Alert.Severity, Counted>> alerts(Alert.Status status) {
    return each(
        Alert.Type.class,
        type -> each(Alert.Severity.class, severity -> alerts(type, severity, status)));
  }

  private static Counted alerts(Alert.Type type, Alert.Severity severity, Alert.Status status) {
    return counter(
        ALERTS_NAME,
        "Alert records sent",
        "type",
        KebabCase.of(type),
        "severity",
        KebabCase.of(severity),
        "status",
        KebabCase.of(status));
  }

  /** Of the counters of alerts, which have one name and the same labels. */
  static Counted anyAlert() {
    return ALL.stream().filter(what -> what.name.equals(ALERTS_NAME)).findFirst().orElseThrow();
  }

  boolean isOfAlerts() {
    return name.equals(ALERTS_NAME);
  }

  private static <E extends Enum<E>, T> Map<E, T> each(Class<E> type, Function<E, T> value) {
    Map<E, T> values = new EnumMap<>(type);
    for (E constant : type.getEnumConstants()) {
      values.put(constant, value.apply(constant));
    }
    return values;
  }
}
