package io.sluice.config.read;

import io.sluice.config.source.EventsConfig;
import io.sluice.config.source.FieldPath;
import io.sluice.config.source.SourceConfig;
import io.sluice.config.yaml.Durations;
import io.sluice.config.yaml.Section;
import io.sluice.config.yaml.Setting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@code events}, which stands in place of {@code targets}. */
final class EventsReader {
  private static final Duration SHORTEST_GAP = Duration.ofSeconds(1);

  private EventsReader() {}

  /**
   * What the events are; null when there is none, or it is wrong.
   *
   * @param source what the pipeline reads; null when that is wrong
   * @param keyTtl a session ends before its key is forgotten
   */
  static @Nullable EventsConfig read(
      Setting setting, @Nullable SourceConfig source, Duration keyTtl) {
    if (!setting.isPresent()) {
      return null;
    }
    Section section = setting.section();
    Setting fields = section.require("token");
    List<String> token = token(fields);
    if (source != null) {
      checkFree(fields, token, source);
    }
    Section session = section.get("session").section();
    @Nullable Duration gap = session.get("gap").duration(SHORTEST_GAP);
    if (gap != null && gap.compareTo(keyTtl) >= 0) {
      session
          .get("gap")
          .problem(
              "must be shorter than key-ttl, %s, is %s"
                  .formatted(Durations.format(keyTtl), Durations.format(gap)));
    }
    Set<String> end = end(session.get("end"));
    return token.isEmpty() ? null : new EventsConfig(token, gap, end);
  }

  /** A field, or a list of fields; empty when something is wrong. */
  private static List<String> token(Setting setting) {
    if (!setting.isList()) {
      @Nullable String field = setting.text();
      return field == null ? List.of() : List.of(field);
    }
    List<String> fields = new ArrayList<>();
    for (Setting item : setting.items()) {
      @Nullable String field = item.text();
      if (field == null) {
        return List.of();
      }
      if (fields.stream().anyMatch(other -> FieldPath.overlap(field, other))) {
        item.problem("field " + field + " is already part of the token");
      }
      fields.add(field);
    }
    if (fields.isEmpty() || fields.size() > EventsConfig.MAX_FIELDS) {
      setting.problem(
          "needs 1 to " + EventsConfig.MAX_FIELDS + " event fields, such as [sensor, state]");
      return List.of();
    }
    return fields;
  }

  /** What tells keys or times apart tells nothing of an event. */
  private static void checkFree(Setting setting, List<String> token, SourceConfig source) {
    for (int i = 0; i < token.size(); i++) {
      String field = token.get(i);
      Setting item = setting.isList() ? setting.items().get(i) : setting;
      @Nullable String time = source.timestamp().field();
      if (source.key().fields().stream().anyMatch(other -> FieldPath.overlap(field, other))) {
        item.problem("field " + field + " is already read by the key");
      } else if (time != null && FieldPath.overlap(field, time)) {
        item.problem("field " + field + " is already read by the timestamp");
      }
    }
  }

  private static Set<String> end(Setting setting) {
    Set<String> tokens = new LinkedHashSet<>();
    if (setting.isPresent() && !setting.isList()) {
      @Nullable String token = setting.text();
      return token == null ? tokens : Set.of(token);
    }
    for (Setting item : setting.items()) {
      @Nullable String token = item.text();
      if (token != null && !tokens.add(token)) {
        item.problem("token " + token + " appears twice");
      }
    }
    if (tokens.size() > EventsConfig.MAX_ENDS) {
      setting.problem("has " + tokens.size() + " tokens, at most " + EventsConfig.MAX_ENDS);
      return Set.of();
    }
    return tokens;
  }
}
