package io.sluice.evaluate.skill;

import io.sluice.model.MetadataKey;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a model is worth beside trivial forecasters: scores over the same forecasts of held-out
 * time.
 *
 * @param forecasts how many (series, origin, step) were scored
 * @param stride of the origins of held-out time one in so many was scored
 * @param model the model's
 * @param coverage share of values between the model's 0.1 and 0.9 quantile; NaN without these
 * @param trivial those of trivial forecasters by their names; empty where the model stands alone
 */
public record Skill(
    long forecasts, int stride, Score model, double coverage, Map<String, Score> trivial) {

  private static final String SEASONAL_NAIVE = "seasonal-naive";

  public Skill {
    trivial = Collections.unmodifiableMap(new LinkedHashMap<>(trivial));
  }

  /** The same beside one more trivial forecaster. */
  public Skill beside(String name, Score score) {
    Map<String, Score> more = new LinkedHashMap<>(trivial);
    more.put(name, score);
    return new Skill(forecasts, stride, model, coverage, more);
  }

  /** The trivial forecaster with the lowest SQL. */
  public String strongest() {
    return trivial.entrySet().stream()
        .min(Comparator.comparingDouble(entry -> entry.getValue().sql()))
        .orElseThrow()
        .getKey();
  }

  /** How much lower the model's SQL is than a trivial forecaster's, as a share; 1 is perfect. */
  public double over(String forecaster) {
    Score other = trivial.get(forecaster);
    return other == null ? Double.NaN : 1 - model.sql() / other.sql();
  }

  /** How much lower the model's SQL is than that of the strongest trivial forecaster. */
  public double overStrongest() {
    return over(strongest());
  }

  /** Whether no trivial forecaster is as good. */
  public boolean beatsAll() {
    return overStrongest() > 0;
  }

  /** The figures as a model's metadata states them. */
  public Map<String, String> metadata() {
    Map<String, String> entries = new TreeMap<>();
    put(entries, "forecasts", String.valueOf(forecasts));
    put(entries, "sql.model", number(model.sql()));
    put(entries, "mase.model", number(model.mase()));
    trivial.forEach(
        (name, score) -> {
          put(entries, "sql." + name, number(score.sql()));
          put(entries, "mase." + name, number(score.mase()));
        });
    put(entries, "strongest", strongest());
    put(entries, "over-strongest", number(overStrongest()));
    put(entries, "over-seasonal-naive", number(over(SEASONAL_NAIVE)));
    put(entries, "coverage-80", number(coverage));
    return entries;
  }

  private static void put(Map<String, String> entries, String key, String value) {
    entries.put(MetadataKey.SKILL + key, value);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.4f", value);
  }
}
