package io.sluice.evaluate;

import io.sluice.model.MetadataKey;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Mean pinball losses, in the scaler's unit, over the same forecasts of held-out time.
 *
 * @param forecasts how many (series, origin, step) were scored
 * @param model the model's mean pinball loss over all levels
 * @param seasonalNaive that of seasonal-naive quantiles
 * @param naive that of naive quantiles
 * @param coverage share of values between the model's 0.1 and 0.9 quantile; NaN without these
 */
public record Skill(
    long forecasts, double model, double seasonalNaive, double naive, double coverage) {

  /** How much less the model loses than seasonal-naive quantiles, as a share; 1 is perfect. */
  public double overSeasonalNaive() {
    return 1 - model / seasonalNaive;
  }

  /** How much less the model loses than naive quantiles, as a share. */
  public double overNaive() {
    return 1 - model / naive;
  }

  /** The figures as a model's metadata states them. */
  public Map<String, String> metadata() {
    Map<String, String> entries = new TreeMap<>();
    entries.put(MetadataKey.SKILL + "forecasts", String.valueOf(forecasts));
    entries.put(MetadataKey.SKILL + "pinball.model", number(model));
    entries.put(MetadataKey.SKILL + "pinball.seasonal-naive", number(seasonalNaive));
    entries.put(MetadataKey.SKILL + "pinball.naive", number(naive));
    entries.put(MetadataKey.SKILL + "over-seasonal-naive", number(overSeasonalNaive()));
    entries.put(MetadataKey.SKILL + "over-naive", number(overNaive()));
    entries.put(MetadataKey.SKILL + "coverage-80", number(coverage));
    return entries;
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.4f", value);
  }
}
