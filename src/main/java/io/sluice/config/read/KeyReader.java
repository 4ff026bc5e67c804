package io.sluice.config.read;

import io.sluice.config.source.KeyConfig;
import io.sluice.config.yaml.Setting;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads {@code source.key}: a field, a list of fields, {@code $record}, or a constant. */
final class KeyReader {
  static final String RECORD = "$record";

  private static final int MAX_CONSTANT = 1024;

  private KeyReader() {}

  static @Nullable KeyConfig read(Setting setting) {
    if (setting.isMap()) {
      return constant(setting.section().require("constant"));
    }
    return setting.isList() ? fields(setting) : field(setting);
  }

  private static @Nullable KeyConfig constant(Setting setting) {
    @Nullable String key = setting.text();
    if (key == null) {
      return null;
    }
    if (key.getBytes(StandardCharsets.UTF_8).length > MAX_CONSTANT
        || key.chars().anyMatch(Character::isISOControl)) {
      setting.problem("must be at most " + MAX_CONSTANT + " bytes without control characters");
    }
    return new KeyConfig(List.of(), key);
  }

  private static @Nullable KeyConfig field(Setting setting) {
    @Nullable String field = setting.text();
    if (field == null) {
      return null;
    }
    return new KeyConfig(field.equals(RECORD) ? List.of() : List.of(field));
  }

  private static @Nullable KeyConfig fields(Setting setting) {
    List<String> fields = new ArrayList<>();
    for (Setting item : setting.items()) {
      @Nullable String field = item.text();
      if (field == null) {
        return null;
      }
      if (field.equals(RECORD)) {
        item.problem("$record cannot stand beside fields; write key: $record");
      } else if (fields.contains(field)) {
        item.problem("field " + field + " appears twice");
      }
      fields.add(field);
    }
    if (fields.isEmpty()) {
      setting.problem("needs at least one event field, or $record for the record's own key");
      return null;
    }
    return new KeyConfig(fields);
  }
}
