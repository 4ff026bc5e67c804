package io.sluice.oracle;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the window tasks of a pipeline went over to another model. When a task notices a new file
 * is no matter of event time, so it is read from what was published: from the first window on for
 * which the other model speaks. The oracle has all earlier windows from the one model and all later
 * ones from the other, so a task that went back and forth published something wrong.
 */
public final class Switches {
  private static final int ALERT_MODEL = 6;
  private static final int FORECAST_MODEL = 5;

  private Switches() {}

  /**
   * By window task, the first window that a model stepped; null: it stepped none.
   *
   * @param hash the model's
   */
  public static List<@Nullable Place> to(
      String hash, int tasks, List<Expected> forecasts, List<Expected> alerts) {
    List<@Nullable Place> first = new ArrayList<>();
    for (int i = 0; i < tasks; i++) {
      first.add(null);
    }
    for (Expected forecast : forecasts) {
      if (forecast.exact().get(FORECAST_MODEL).equals(hash)) {
        take(Place.ofForecast(forecast), first);
      }
    }
    for (Expected alert : alerts) {
      if (alert.exact().get(ALERT_MODEL).equals(hash)) {
        take(Place.ofAlert(alert), first);
      }
    }
    return first;
  }

  private static void take(Place place, List<@Nullable Place> first) {
    int task = place.task(first.size());
    Place before = first.get(task);
    if (before == null || place.compareTo(before) < 0) {
      first.set(task, place);
    }
  }
}
