package io.sluice.oracle;

import io.sluice.config.yaml.KebabCase;
import io.sluice.output.Alert;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.kafka.common.utils.Bytes;

/** When silence is an alert, and what alerts say. */
final class Alarms {
  private static final int SILENT = 3;
  private static final double LEAST_BEGINS = 0.002;
  private static final double LEAST_GOES_ON = 0.1;
  private static final double MOST_GOES_ON = 0.999;

  private final Rules rules;
  private final Consumer<Expected> out;

  /** Of silence: it is an alert half as often as values are. */
  private final double rarity;

  private final double threshold;

  Alarms(Rules rules, Consumer<Expected> out) {
    this.rules = rules;
    this.out = out;
    double windows = (double) rules.budget().toMillis() / rules.window().toMillis();
    this.threshold = Math.log10(windows);
    this.rarity = Math.log10(2 * windows);
  }

  /** The window without a value, counted in a row, at which silence is an alert. */
  int silentAfter(Series series) {
    double begins = Math.log10(Math.max(LEAST_BEGINS, series.gapBegins));
    double goesOn = Math.log10(Math.min(MOST_GOES_ON, Math.max(LEAST_GOES_ON, series.gapGoesOn)));
    int unlikely = (int) Math.ceil((rarity + begins) / -goesOn) + 1;
    int usual = series.usualSilence(rules.window().toMillis());
    return Math.max(2, Math.max(unlikely, usual));
  }

  /** A window with a value, which the network has judged. */
  void observed(Bytes key, Series series, long end, Network network) {
    if (series.silent.isFiring()) {
      resolve(key, series.silent, end, network.hash());
    }
    network.alerts().forEach(alert -> ofValues(alert, network.hash()));
  }

  private void ofValues(Alert alert, String model) {
    boolean isOver = alert.status() == Alert.Status.RESOLVED;
    out.accept(
        new Expected(
            new String(alert.key().get(), StandardCharsets.UTF_8),
            alert.id() + "/" + KebabCase.of(alert.status()),
            List.of(
                KebabCase.of(alert.type()),
                KebabCase.of(alert.severity()),
                Instant.ofEpochMilli(alert.firstWindowStart()).toString(),
                isOver ? Instant.ofEpochMilli(alert.lastWindowEnd()).toString() : "null",
                Instant.ofEpochMilli(alert.decidedAt()).toString(),
                String.valueOf(alert.windows()),
                model),
            List.of(alert.score())));
  }

  /** A window without a value that was imputed: {@link Series#gap} counts it. */
  void imputed(Bytes key, Series series, long end, boolean trusted, String model) {
    if (series.silent.isFiring()) {
      series.silent.windows++;
      series.silent.lastEnd = end;
    } else if (trusted) {
      silent(key, series, end, series.gap, model);
    }
  }

  /** A window without a value, after so many, that was not imputed. */
  void rests(Bytes key, Series series, long end, int windows, String model) {
    if (!series.silent.isFiring()) {
      silent(key, series, end, windows, model);
    }
  }

  private void silent(Bytes key, Series series, long end, int windows, String model) {
    if (!rules.isZeroFilled() && windows >= silentAfter(series)) {
      fire(key, series.silent, series.observed, end, windows, model);
    }
  }

  /** The key is forgotten. */
  void expires(Bytes key, Series series, long end, Network network) {
    if (series.silent.isFiring()) {
      resolve(key, series.silent, end, network.hash());
    }
    for (Alert alert : network.expired(key, series.numbers, end)) {
      ofValues(alert, network.hash());
    }
  }

  private void fire(Bytes key, Episode episode, long begin, long end, int windows, String model) {
    episode.isFiring = true;
    episode.begin = begin;
    episode.lastEnd = end;
    episode.windows = windows;
    publish(key, episode, "firing", end, model);
  }

  private void resolve(Bytes key, Episode episode, long end, String model) {
    publish(key, episode, "resolved", end, model);
    episode.isFiring = false;
  }

  private void publish(Bytes key, Episode episode, String status, long end, String model) {
    String text = new String(key.get(), StandardCharsets.UTF_8);
    String name = "%s\n%d\n%d\n%s".formatted(rules.pipeline(), SILENT, episode.begin, text);
    String id = UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString();
    out.accept(
        new Expected(
            text,
            id + "/" + status,
            List.of(
                "silent",
                "warning",
                Instant.ofEpochMilli(episode.begin).toString(),
                status.equals("resolved")
                    ? Instant.ofEpochMilli(episode.lastEnd).toString()
                    : "null",
                Instant.ofEpochMilli(end).toString(),
                String.valueOf(episode.windows),
                model),
            List.of((double) (float) threshold)));
  }
}
