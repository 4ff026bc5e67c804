package io.sluice.config.read;

import static java.util.Objects.requireNonNullElse;

import io.sluice.config.AlertChart;
import io.sluice.config.AlertConfig;
import io.sluice.config.CovariatesConfig;
import io.sluice.config.DeadLetterConfig;
import io.sluice.config.Defaults;
import io.sluice.config.MetricsConfig;
import io.sluice.config.PipelineConfig;
import io.sluice.config.Provider;
import io.sluice.config.TargetConfig;
import io.sluice.config.TopicsConfig;
import io.sluice.config.WindowConfig;
import io.sluice.config.read.TopicUses.Kind;
import io.sluice.config.source.EventsConfig;
import io.sluice.config.source.SourceConfig;
import io.sluice.config.yaml.Durations;
import io.sluice.config.yaml.Section;
import io.sluice.config.yaml.Setting;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads one entry of {@code pipelines}. */
final class PipelineReader {
  private final ModelFiles models;
  private final TopicUses topics;

  PipelineReader(ModelFiles models, TopicUses topics) {
    this.models = models;
    this.topics = topics;
  }

  /** The pipeline; null when it has problems that leave nothing to make it of. */
  @Nullable PipelineConfig read(String name, Setting setting) {
    Section section = setting.section();
    @Nullable SourceConfig source = SourceReader.read(name, section.require("source"), topics);
    @Nullable WindowConfig window = WindowReader.read(section.require("window"));
    Duration keyTtl = keyTtl(section.get("key-ttl"), window);
    @Nullable EventsConfig events = EventsReader.read(section.get("events"), source, keyTtl);
    List<TargetConfig> targets = targets(section, setting.isMap());
    @Nullable Path model = models.find(section.require("model"));
    @Nullable Provider provider = section.get("provider").choice(Provider.class);
    AlertConfig alerts = alerts(section.get("alerts"), window);
    TopicsConfig outputs = outputs(name, section.get("topics"));
    DeadLetterConfig deadLetters = deadLetters(section.get("dead-letters"));
    @Nullable Integer maxKeys = section.get("max-keys").integer(0, Integer.MAX_VALUE);
    MetricsConfig metrics = metrics(section.get("metrics"));
    CovariatesConfig covariates = CovariatesReader.read(section.get("covariates"), source, targets);
    if (source == null
        || window == null
        || targets.isEmpty() == (events == null)
        || model == null) {
      return null;
    }
    return new PipelineConfig(
        name,
        source,
        window,
        targets,
        model,
        requireNonNullElse(provider, Defaults.PROVIDER),
        keyTtl,
        alerts,
        outputs,
        deadLetters,
        requireNonNullElse(maxKeys, Defaults.MAX_KEYS),
        metrics,
        covariates,
        events);
  }

  /** None where there are events: a pipeline is of numbers or of tokens. */
  private static List<TargetConfig> targets(Section section, boolean isMap) {
    Setting targets = section.get("targets");
    boolean hasEvents = section.get("events").isPresent();
    if (!hasEvents && !targets.isPresent() && isMap) {
      targets.problem(
          "is required, such as { value: mean } for numbers, or else events, such as"
              + " { token: sensor } for what happens");
      return List.of();
    }
    if (!hasEvents) {
      return TargetsReader.read(section.require("targets"));
    }
    for (String other : List.of("targets", "covariates")) {
      if (section.get(other).isPresent()) {
        section.get(other).problem("has no meaning beside events");
      }
    }
    return List.of();
  }

  /** The state of a key has to outlive the gaps that are bridged. */
  private static Duration keyTtl(Setting setting, @Nullable WindowConfig window) {
    @Nullable Duration given = setting.duration(Duration.ZERO);
    if (window == null) {
      return Defaults.MIN_KEY_TTL;
    }
    Duration keyTtl = requireNonNullElse(given, Defaults.keyTtl(window.size()));
    Duration least = window.size().multipliedBy(window.maxGap() + 1L);
    if (keyTtl.compareTo(least) < 0) {
      setting.problem(
          "must be at least "
              + Durations.format(least)
              + ", which is window.size * (window.max-gap + 1), is "
              + Durations.format(keyTtl)
              + (given == null ? " by default" : ""));
    }
    return keyTtl;
  }

  private static AlertConfig alerts(Setting setting, @Nullable WindowConfig window) {
    Section section = setting.section();
    return new AlertConfig(budget(section.get("budget"), window), off(section.get("off")));
  }

  private static Set<AlertChart> off(Setting setting) {
    Set<AlertChart> off = EnumSet.noneOf(AlertChart.class);
    for (Setting item : setting.items()) {
      @Nullable AlertChart chart = item.choice(AlertChart.class);
      if (chart != null) {
        off.add(chart);
      }
    }
    if (off.size() == AlertChart.values().length) {
      setting.problem("must leave a chart on");
    }
    return off;
  }

  private static Duration budget(Setting budget, @Nullable WindowConfig window) {
    if (window == null) {
      budget.duration(Duration.ZERO);
      return Defaults.budget(WindowConfig.MIN_SIZE);
    }
    Duration least = window.size().multipliedBy(AlertConfig.MIN_BUDGET_WINDOWS);
    @Nullable Duration given = budget.duration(Duration.ZERO);
    if (given != null && given.compareTo(least) < 0) {
      budget.problem(
          "must be at least "
              + Durations.format(least)
              + ", which is "
              + AlertConfig.MIN_BUDGET_WINDOWS
              + " windows, is "
              + Durations.format(given));
    }
    return requireNonNullElse(given, Defaults.budget(window.size()));
  }

  private static DeadLetterConfig deadLetters(Setting setting) {
    @Nullable Integer maxBytes =
        setting.section().get("max-bytes").integer(0, DeadLetterConfig.LARGEST);
    return new DeadLetterConfig(requireNonNullElse(maxBytes, Defaults.DEAD_LETTER_BYTES));
  }

  private static MetricsConfig metrics(Setting setting) {
    Setting watch = setting.section().get("watch");
    Set<String> keys = new LinkedHashSet<>();
    for (Setting item : watch.items()) {
      @Nullable String key = item.text();
      if (key != null && !keys.add(key)) {
        item.problem("key " + key + " appears twice");
      }
    }
    if (keys.size() > MetricsConfig.MAX_WATCHED) {
      watch.problem(
          "has " + keys.size() + " keys, at most " + MetricsConfig.MAX_WATCHED + " are possible");
      return Defaults.METRICS;
    }
    return new MetricsConfig(keys);
  }

  private TopicsConfig outputs(String pipeline, Setting setting) {
    Section section = setting.section();
    TopicsConfig names = Defaults.topics(pipeline);
    return new TopicsConfig(
        output(pipeline, Kind.FORECASTS, section.get("forecasts"), names.forecasts()),
        output(pipeline, Kind.ALERTS, section.get("alerts"), names.alerts()),
        output(pipeline, Kind.LATE, section.get("late"), names.late()),
        output(pipeline, Kind.DEAD_LETTERS, section.get("dead-letters"), names.deadLetters()));
  }

  private String output(String pipeline, Kind kind, Setting setting, String defaultName) {
    String topic = requireNonNullElse(KafkaNames.topic(setting), defaultName);
    topics.add(pipeline, kind, topic, setting);
    return topic;
  }
}
