package io.sluice.cli.serve;

import io.sluice.cli.console.Bytes;
import io.sluice.config.CalendarConfig;
import io.sluice.config.CovariatesConfig;
import io.sluice.config.Defaults;
import io.sluice.config.OpeningHours;
import io.sluice.config.PipelineConfig;
import io.sluice.config.Secrets;
import io.sluice.config.SluiceConfig;
import io.sluice.config.TargetConfig;
import io.sluice.config.TopicsConfig;
import io.sluice.config.WindowConfig;
import io.sluice.config.source.Envelope;
import io.sluice.config.source.EventsConfig;
import io.sluice.config.source.KeyConfig;
import io.sluice.config.source.RecordFormat;
import io.sluice.config.source.SourceConfig;
import io.sluice.config.source.TimestampConfig;
import io.sluice.config.yaml.Durations;
import io.sluice.config.yaml.KebabCase;
import io.sluice.language.SessionRule;
import io.sluice.model.ModelContract;
import io.sluice.model.ModelIdentity;
import io.sluice.model.token.TokenContract;
import io.sluice.schema.Schema;
import io.sluice.window.Season;
import io.sluice.window.Windows;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Prints what a configuration means. */
final class ConfigSummary {
  /** The most that is stored of a key whose events are tokens, with a state of 64 values. */
  private static final long EVENT_KEY_BYTES = 1_900;

  private static final double HOUR_MS = 3_600_000;

  private final PrintWriter out;
  private final long keys;

  ConfigSummary(PrintWriter out, long keys) {
    this.out = out;
    this.keys = keys;
  }

  void print(Path file, SluiceConfig config) {
    out.printf(Locale.ROOT, "%s is valid.%n%n", file);
    line("application-id", config.applicationId());
    line("kafka", Secrets.redact(config.kafka()).toString());
    if (!config.streams().isEmpty()) {
      line("streams", Secrets.redact(config.streams()).toString());
    }
    line("http", config.http().toString());
  }

  void print(PipelineConfig pipeline, ModelIdentity model) {
    if (model instanceof ModelContract steps) {
      print(pipeline, steps);
    } else if (model instanceof TokenContract events) {
      print(pipeline, events);
    }
  }

  private void print(PipelineConfig pipeline, TokenContract model) {
    EventsConfig events = Objects.requireNonNull(pipeline.events());
    head(pipeline);
    line("events", "tokens of " + String.join(" and ", events.token()));
    line("sessions", sessions(pipeline, events.sessionGap(), model));
    line(
        "model",
        "%s, %,d tokens, %s, from %s"
            .formatted(
                model.name(),
                model.tokens().size(),
                model.hasNetwork() ? model.cell() : "counts alone, no network",
                pipeline.model()));
    tail(pipeline);
    line(
        String.format(Locale.ROOT, "%,d keys", keys),
        String.format(
            Locale.ROOT,
            "at most %s each: %s of local disk",
            Bytes.format(EVENT_KEY_BYTES),
            Bytes.format(EVENT_KEY_BYTES * keys)));
  }

  private static String sessions(
      PipelineConfig pipeline, @Nullable Duration stated, TokenContract model) {
    long gap = SessionRule.of(pipeline, model).gapMs();
    if (gap == 0) {
      return "without an end by time";
    }
    if (stated != null) {
      return "over after " + Durations.format(stated);
    }
    return gap < model.sessionGapMs()
        ? "over shortly before their key is forgotten, for the model has learned of longer ones"
        : String.format(
            Locale.ROOT, "over after %.1f hours, as the model has learned", gap / HOUR_MS);
  }

  private void print(PipelineConfig configured, ModelContract model) {
    PipelineConfig pipeline = configured.bridging(model.maxGap());
    head(pipeline);
    line(
        "targets",
        pipeline.targets().stream().map(ConfigSummary::describe).collect(Collectors.joining(", ")));
    if (!pipeline.covariates().equals(Defaults.COVARIATES)) {
      line("covariates", describe(pipeline.covariates()));
    }
    line("model", describe(pipeline, model));
    tail(pipeline);
    List<String> known = pipeline.covariates().known();
    int phases = new Season(new Windows(pipeline.window())).phases();
    printState(StateSize.of(model, Schema.of(pipeline.targets()), known, phases, keys));
    List<String> unseen =
        known.stream().filter(field -> !model.features().known().contains(field)).toList();
    if (!unseen.isEmpty()) {
      line("note", "the model does not use " + String.join(", ", unseen));
    }
    if (!model.window().equals(pipeline.window().size())) {
      line("note", "the model was trained for windows of " + Durations.format(model.window()));
    }
  }

  private void head(PipelineConfig pipeline) {
    out.printf(Locale.ROOT, "%npipeline %s%n", pipeline.name());
    line("source", describe(pipeline.source()));
    line("timestamp", describe(pipeline.source().timestamp()));
    line("window", describe(pipeline.window()));
    if (!pipeline.window().calendar().equals(CalendarConfig.EVERY_DAY)) {
      line("calendar", describe(pipeline.window().calendar()));
    }
  }

  private void tail(PipelineConfig pipeline) {
    line("topics", describe(pipeline.topics()));
    line(
        "alerts",
        "at most one false alarm per key in " + Durations.format(pipeline.alerts().budget()));
    line("silent keys", "forgotten after " + Durations.format(pipeline.keyTtl()));
    if (pipeline.maxKeys() > 0) {
      line(
          "max-keys",
          String.format(Locale.ROOT, "%,d, an equal share per partition", pipeline.maxKeys()));
    }
  }

  private void printState(StateSize size) {
    line(
        String.format(Locale.ROOT, "%,d keys", keys),
        String.format(
            Locale.ROOT,
            "%s each: %s of local disk (as much memory keeps all of it cached), %s on the broker",
            Bytes.format(size.perKey()),
            Bytes.format(size.disk()),
            Bytes.format(size.changelog())));
    if (size.planned() > 0) {
      line(
          "",
          "%s more each for every window that is announced beyond what the model sees"
              .formatted(Bytes.format(size.planned())));
    }
  }

  private static String describe(SourceConfig source) {
    return source.topic()
        + ", "
        + describe(source.key())
        + envelope(source.format())
        + (source.keyed() ? "" : ", through a repartition topic");
  }

  private static String envelope(RecordFormat format) {
    return format.envelope() == Envelope.NONE
        ? ""
        : ", in envelopes of " + KebabCase.of(format.envelope());
  }

  private static String describe(KeyConfig key) {
    if (key.constant() != null) {
      return "one key, " + key.constant();
    }
    return key.isRecordKey() ? "the record key" : "key " + String.join("/", key.fields());
  }

  private static String describe(TimestampConfig timestamp) {
    return timestamp.field() == null
        ? "the record timestamp"
        : timestamp.field() + ", " + timestamp.format() + ", " + timestamp.zone();
  }

  private static String describe(WindowConfig window) {
    return Durations.format(window.size())
        + ", grace "
        + Durations.format(window.grace())
        + ", max-gap "
        + window.maxGap()
        + ", idle "
        + Durations.format(window.idle())
        + ", max-future "
        + Durations.format(window.maxFuture())
        + ", max-drift "
        + Durations.format(window.maxDrift())
        + (window.zone().equals(Defaults.ZONE) ? "" : ", in " + window.zone());
  }

  private static String describe(CalendarConfig calendar) {
    Map<List<OpeningHours>, String> days =
        calendar.days().stream()
            .sorted()
            .collect(
                Collectors.groupingBy(
                    calendar.hours()::get,
                    LinkedHashMap::new,
                    Collectors.mapping(ConfigSummary::describe, Collectors.joining(" "))));
    return days.entrySet().stream()
            .map(same -> same.getValue() + (calendar.hasHours() ? describe(same.getKey()) : ""))
            .collect(Collectors.joining("; "))
        + ", except "
        + calendar.holidays().size()
        + " holidays";
  }

  private static String describe(List<OpeningHours> spans) {
    return spans.stream().map(span -> " " + span).collect(Collectors.joining());
  }

  private static String describe(DayOfWeek day) {
    return day.name().substring(0, 3).toLowerCase(Locale.ROOT);
  }

  private static String describe(CovariatesConfig covariates) {
    List<String> parts = new ArrayList<>();
    if (!covariates.holidays().isEmpty()) {
      parts.add("holidays: " + covariates.holidays().size());
    }
    if (!covariates.known().isEmpty()) {
      parts.add("known in advance: " + String.join(", ", covariates.known()));
    }
    return String.join("; ", parts);
  }

  private static String describe(TargetConfig target) {
    String unit = target.unit() == null ? "" : " [" + target.unit() + "]";
    return target.name() + " = " + target.aggregate() + " of " + target.field() + unit;
  }

  private static String describe(PipelineConfig pipeline, ModelContract model) {
    return String.format(
        Locale.ROOT,
        "%s %s (%s, %d x %d, %d quantiles, horizon %d) on %s, from %s",
        model.name(),
        model.version(),
        model.cell(),
        model.layers(),
        model.hiddenSize(),
        model.levels().size(),
        model.horizon(),
        KebabCase.of(pipeline.provider()),
        pipeline.model());
  }

  private static String describe(TopicsConfig topics) {
    return String.join(
        ", ", topics.forecasts(), topics.alerts(), topics.late(), topics.deadLetters());
  }

  private void line(String label, String text) {
    out.printf(Locale.ROOT, "  %-15s %s%n", label, text);
  }
}
