package io.sluice.config.read;

import static java.util.Objects.requireNonNullElse;

import io.sluice.config.CalendarConfig;
import io.sluice.config.Defaults;
import io.sluice.config.WindowConfig;
import io.sluice.config.calendar.CalendarReader;
import io.sluice.config.yaml.Durations;
import io.sluice.config.yaml.Section;
import io.sluice.config.yaml.Setting;
import java.time.Duration;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/** Reads {@code window}. */
final class WindowReader {
  private WindowReader() {}

  static @Nullable WindowConfig read(Setting setting) {
    Section section = setting.section();
    @Nullable Duration size = section.require("size").duration(WindowConfig.MIN_SIZE);
    @Nullable Duration grace = section.get("grace").duration(Duration.ZERO);
    @Nullable Integer maxGap = section.get("max-gap").integer(0, Defaults.MAX_GAP_LIMIT);
    @Nullable Duration idle = section.get("idle").duration(Duration.ZERO);
    @Nullable Duration maxFuture = section.get("max-future").duration(Duration.ZERO);
    @Nullable Duration maxDrift = section.get("max-drift").duration(Duration.ZERO);
    CalendarConfig calendar = CalendarReader.read(section.get("calendar"), size);
    ZoneId zone = zone(section.get("zone"), size);
    if (size == null) {
      return null;
    }
    return new WindowConfig(
        size,
        requireNonNullElse(grace, Defaults.grace(size)),
        requireNonNullElse(maxGap, Defaults.MAX_GAP),
        maxGap != null,
        requireNonNullElse(idle, Defaults.IDLE),
        requireNonNullElse(maxFuture, Defaults.maxFuture(size)),
        requireNonNullElse(maxDrift, Defaults.maxDrift(size)),
        calendar,
        zone);
  }

  private static ZoneId zone(Setting setting, @Nullable Duration size) {
    ZoneId zone = requireNonNullElse(setting.zone(), Defaults.ZONE);
    if (size == null || WindowConfig.fits(size, zone)) {
      return zone;
    }
    setting.problem(
        "needs windows of at most one day, or of whole days; window.size is "
            + Durations.format(size));
    return Defaults.ZONE;
  }
}
