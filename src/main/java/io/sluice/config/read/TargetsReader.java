package io.sluice.config.read;

import static java.util.Objects.requireNonNullElse;

import io.sluice.config.Aggregate;
import io.sluice.config.TargetConfig;
import io.sluice.config.TargetConfig.Bounds;
import io.sluice.config.TargetConfig.Empty;
import io.sluice.config.yaml.Section;
import io.sluice.config.yaml.Setting;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads {@code targets}: {@code field: aggregate}, or a map with field, aggregate and unit. */
final class TargetsReader {
  /** As many as the stored form of a key's state has room for. */
  static final int MAX_TARGETS = 32;

  private static final int MAX_NAME = 100;

  private TargetsReader() {}

  /** The targets in the order of the file; empty when there is none or one of them is wrong. */
  static List<TargetConfig> read(Setting setting) {
    List<TargetConfig> targets = new ArrayList<>();
    Map<String, Setting> entries = setting.entries();
    entries.forEach(
        (name, entry) -> {
          checkName(name, entry);
          @Nullable TargetConfig target =
              entry.isMap() ? longForm(name, entry) : shortForm(name, entry);
          if (target != null) {
            targets.add(target);
          }
        });
    if (setting.isMap() && entries.isEmpty()) {
      setting.problem("needs at least one target, such as value: mean");
    } else if (entries.size() > MAX_TARGETS) {
      setting.problem(
          "has " + entries.size() + " targets, at most " + MAX_TARGETS + " are possible");
    }
    return targets;
  }

  private static void checkName(String name, Setting entry) {
    boolean printable = name.codePoints().noneMatch(Character::isISOControl);
    if (name.isBlank() || name.length() > MAX_NAME || !printable) {
      entry.problem("is not a legal target name: use 1 to " + MAX_NAME + " printable characters");
    }
  }

  private static @Nullable TargetConfig shortForm(String name, Setting entry) {
    @Nullable Aggregate aggregate = aggregate(entry);
    return aggregate == null ? null : new TargetConfig(name, name, aggregate, null);
  }

  private static @Nullable Aggregate aggregate(Setting setting) {
    return setting.choice(Aggregate.SPELLINGS, Aggregate::parse);
  }

  private static @Nullable TargetConfig longForm(String name, Setting entry) {
    Section section = entry.section();
    String field = requireNonNullElse(section.get("field").text(), name);
    @Nullable Aggregate aggregate = aggregate(section.require("aggregate"));
    @Nullable String unit = section.get("unit").text();
    double end = counterEnd(section.get("wraps-at"), aggregate);
    @Nullable Bounds bounds = aggregate == null ? null : bounds(section.get("bounds"), aggregate);
    @Nullable Empty empty = section.get("empty").choice(Empty.class);
    if (aggregate == null || bounds == null) {
      return null;
    }
    return new TargetConfig(
        name, field, aggregate, unit, end, bounds, empty(section.get("empty"), empty, aggregate));
  }

  private static Empty empty(Setting setting, @Nullable Empty empty, Aggregate aggregate) {
    if (empty == Empty.ZERO && !Empty.canBeZero(aggregate)) {
      setting.problem("is zero, which the " + aggregate + " of nothing is not: only sum and count");
      return Empty.MISSING;
    }
    return requireNonNullElse(empty, Empty.of(aggregate));
  }

  /** What is left out is as the aggregate has it; null where something is wrong. */
  private static @Nullable Bounds bounds(Setting setting, Aggregate aggregate) {
    Bounds own = Bounds.of(aggregate);
    Section section = setting.section();
    double min = bound(section.get("min"), own.min());
    double max = bound(section.get("max"), own.max());
    if (min >= max) {
      setting.problem("has no value between min " + min + " and max " + max);
      return null;
    }
    return new Bounds(min, max);
  }

  private static double bound(Setting setting, double own) {
    return requireNonNullElse(setting.parsed("a number such as 0", TargetsReader::number), own);
  }

  private static double counterEnd(Setting setting, @Nullable Aggregate aggregate) {
    @Nullable Double end =
        setting.parsed("a number above 0 such as 100000", TargetsReader::positive);
    if (end == null) {
      return 0;
    }
    if (aggregate != null && !aggregate.isCounter()) {
      setting.problem("needs aggregate: delta or rate");
      return 0;
    }
    return aggregate == null ? 0 : end;
  }

  private static @Nullable Double positive(String text) {
    @Nullable Double number = number(text);
    return number != null && number > 0 ? number : null;
  }

  private static @Nullable Double number(String text) {
    try {
      double number = new BigDecimal(text).doubleValue();
      return Double.isFinite(number) ? number : null;
    } catch (NumberFormatException e) {
      return null;
    }
  }
}
