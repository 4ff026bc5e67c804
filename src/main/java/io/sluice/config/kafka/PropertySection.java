package io.sluice.config.kafka;

import io.sluice.config.yaml.Setting;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A map of properties as it stands in the file; nested maps become keys with dots. */
final class PropertySection {
  private final Map<String, Property> byKey = new TreeMap<>();

  private PropertySection() {}

  static PropertySection read(Setting section) {
    PropertySection properties = new PropertySection();
    properties.flatten("", section);
    return properties;
  }

  private void flatten(String prefix, Setting setting) {
    setting
        .entries()
        .forEach(
            (key, value) -> {
              if (value.isMap()) {
                flatten(prefix + key + ".", value);
                return;
              }
              @Nullable String text = value.property();
              if (text != null) {
                add(new Property(prefix + key, text, value));
              }
            });
  }

  private void add(Property property) {
    if (byKey.put(property.key(), property) != null) {
      property.setting().problem("is set twice, flat and nested");
    }
  }

  Iterable<Property> all() {
    return byKey.values();
  }

  @Nullable Property get(String key) {
    return byKey.get(key);
  }

  /** The values by key. */
  Map<String, String> values() {
    Map<String, String> values = new TreeMap<>();
    byKey.forEach((key, property) -> values.put(key, property.value()));
    return values;
  }
}
