package io.sluice.backtest;

import io.sluice.csv.CsvException;
import io.sluice.csv.Untrusted;
import io.sluice.evaluate.Encoding;
import io.sluice.evaluate.Walk;
import io.sluice.evaluate.metric.Levels;
import io.sluice.evaluate.metric.StepLosses;
import io.sluice.feature.Scaler;
import io.sluice.history.series.Reading;
import io.sluice.history.series.Series;
import io.sluice.model.ModelContract;
import io.sluice.model.StepException;
import io.sluice.model.StepModel;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rolls a forecast origin over the end of every series: the model is stepped through the series
 * window by window, with the code that serves, and its forecasts from the origins are scored beside
 * those of the trivial forecasters. The origins of a series lie {@code horizon} windows apart, so
 * that the forecasts do not overlap. Of what comes after an origin nothing is known there but the
 * fields that are known in advance.
 */
public final class Backtest {
  private final BacktestSettings settings;
  private final StepModel model;
  private final Encoding encoding;

  /**
   * A backtest.
   *
   * @throws IllegalArgumentException when the model does not forecast as far as the settings say,
   *     has several targets, or needs a field that the pipeline does not know in advance
   */
  public Backtest(BacktestSettings settings, StepModel model) {
    ModelContract contract = model.contract();
    if (settings.horizon() > contract.horizon()) {
      throw new IllegalArgumentException(
          "horizon %d: the model %s forecasts %d windows; train one with --horizon %d"
              .formatted(
                  settings.horizon(),
                  Untrusted.shown(contract.name()),
                  contract.horizon(),
                  settings.horizon()));
    }
    this.settings = settings;
    this.model = model;
    this.encoding =
        new Encoding(
            contract.features(),
            contract.scaler(),
            settings.pipeline().bridging(contract.maxGap()));
  }

  /**
   * Notes the series that are too short, values that the model cannot take, and what producers have
   * to say in advance.
   */
  public void examine(Reading reading) {
    reading.skip(
        "series shorter than %,d windows, which %d forecasts of %d windows after a season of %d need"
            .formatted(
                settings.minLength(), settings.windows(), settings.horizon(), settings.season()),
        series -> series.length() < settings.minLength());
    reading.note(new Scaler(model.contract().scaler()));
    reading.note(model.contract().features());
  }

  /**
   * Forecasts and scores.
   *
   * @throws StepException when the model fails
   * @throws IllegalArgumentException when there is no series that is long enough
   */
  public BacktestResult run(Reading reading) throws StepException {
    return run(reading, null);
  }

  /**
   * The same beside what something else has forecast.
   *
   * @throws CsvException when the other forecasts cannot be read, or are not of these windows
   */
  public BacktestResult run(Reading reading, @Nullable OtherForecasts others) throws StepException {
    reading.requireUseful();
    List<Scored> keys = new ArrayList<>();
    for (Series series : reading.useful()) {
      keys.add(new Scored(series, settings));
    }
    if (others != null) {
      keys.forEach(Scored::beside);
      others.read(keys, settings);
    }
    NextWindow next = forecast(keys);
    StepLosses steps = new StepLosses(settings.horizon());
    keys.forEach(key -> key.score(steps));
    return new BacktestResult(
        settings,
        model.contract(),
        keys,
        reading.series().size() - keys.size(),
        steps,
        next,
        others == null ? null : new Comparison(keys, settings.windows()));
  }

  private NextWindow forecast(List<Scored> keys) throws StepException {
    ModelContract contract = model.contract();
    NextWindow next = new NextWindow(contract);
    List<NextWindow.OfSeries> sums = new ArrayList<>();
    List<Walk> walks = new ArrayList<>();
    for (Scored key : keys) {
      sums.add(next.new OfSeries());
      walks.add(new Walk(key.series(), contract, encoding));
    }
    Walk.all(
        walks,
        model,
        (i, quantiles, offset) -> {
          int window = keys.get(i).windowOf(walks.get(i).origin());
          if (window >= 0) {
            keys.get(i).put(window, read(walks.get(i), quantiles, offset));
          }
          double value = keys.get(i).tested(walks.get(i).origin() + 1);
          if (!Double.isNaN(value)) {
            sums.get(i).add(walks.get(i), value);
          }
        });
    sums.forEach(NextWindow.OfSeries::end);
    return next;
  }

  private double[][] read(Walk walk, FloatBuffer quantiles, int offset) {
    ModelContract contract = model.contract();
    int levels = contract.levels().size();
    double[][] forecast = new double[settings.horizon()][];
    double[] units = new double[levels];
    for (int step = 0; step < forecast.length; step++) {
      for (int i = 0; i < levels; i++) {
        double scaled = quantiles.get(offset + step * levels + i);
        units[i] = walk.scaler().unscale(walk.scale(), scaled);
      }
      if (step == 0) {
        units = walk.published().clone();
      }
      forecast[step] = Levels.interpolate(contract.levels(), units);
    }
    return forecast;
  }
}
