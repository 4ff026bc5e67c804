package io.sluice.config.read;

import io.sluice.config.CovariatesConfig;
import io.sluice.config.TargetConfig;
import io.sluice.config.calendar.HolidaysReader;
import io.sluice.config.source.FieldPath;
import io.sluice.config.source.SourceConfig;
import io.sluice.config.yaml.Section;
import io.sluice.config.yaml.Setting;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads {@code covariates}: dates, and event fields that nothing else of the pipeline reads. */
final class CovariatesReader {
  /** By field, what reads it. */
  private final Map<String, String> uses = new LinkedHashMap<>();

  private CovariatesReader(@Nullable SourceConfig source, List<TargetConfig> targets) {
    targets.forEach(target -> uses.put(target.field(), "target " + target.name()));
    if (source != null) {
      @Nullable String timestamp = source.timestamp().field();
      if (timestamp != null) {
        uses.put(timestamp, "the timestamp");
      }
      source.key().fields().forEach(field -> uses.put(field, "the key"));
    }
  }

  /**
   * The covariates of a pipeline.
   *
   * @param source what the pipeline reads; null when that is wrong
   */
  static CovariatesConfig read(
      Setting setting, @Nullable SourceConfig source, List<TargetConfig> targets) {
    Section section = setting.section();
    return new CovariatesConfig(
        HolidaysReader.read(section.get("holidays")),
        new CovariatesReader(source, targets).known(section.get("known")));
  }

  private List<String> known(Setting setting) {
    List<Setting> items = setting.items();
    if (items.size() > CovariatesConfig.MAX_KNOWN) {
      setting.problem(
          "has "
              + items.size()
              + " fields, at most "
              + CovariatesConfig.MAX_KNOWN
              + " are possible");
      return List.of();
    }
    List<String> fields = new ArrayList<>();
    for (Setting item : items) {
      @Nullable String field = item.text();
      if (field != null && isFree(field, item)) {
        uses.put(field, "covariates.known");
        fields.add(field);
      }
    }
    return fields;
  }

  /** What reads the field, or one within it, or one that it is within. */
  private @Nullable String use(String field) {
    for (Map.Entry<String, String> entry : uses.entrySet()) {
      if (FieldPath.overlap(field, entry.getKey())) {
        return entry.getValue();
      }
    }
    return null;
  }

  private boolean isFree(String field, Setting item) {
    @Nullable String use = use(field);
    if (use != null) {
      item.problem("field " + field + " is already read by " + use);
    } else if (field.indexOf(',') >= 0) {
      item.problem("field " + field + " has a comma, which no model can name");
    }
    return use == null;
  }
}
