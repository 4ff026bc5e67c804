package io.sluice.step;

import io.sluice.config.PipelineConfig;
import io.sluice.feature.WindowInput;
import io.sluice.model.ModelContract;
import io.sluice.state.KeyState;
import io.sluice.state.StoredKey;
import io.sluice.window.KeyPlans;
import io.sluice.window.WindowRow;
import io.sluice.window.Windows;
import java.util.Arrays;

/** What is known in advance, on its way from windows through the keys' states to the model. */
public final class KnownInput {
  private static final float[][] NOTHING = {};

  private final Windows windows;

  /** By field of the model, its place among those of the pipeline. */
  private final int[] places;

  private final int ahead;

  public KnownInput(PipelineConfig pipeline, ModelContract model, Windows windows) {
    this.windows = windows;
    this.places = model.features().knownIn(pipeline);
    this.ahead = model.features().ahead();
  }

  /** Brings a key's plans up to the window that ends at {@code end} and what its row says. */
  public void take(KeyState state, WindowRow row, long end) {
    state.known.moveTo(end, windows);
    state.known.take(row.plans());
  }

  /** A key's plans as {@link WindowInput#known} has them. */
  public float[][] of(KeyState state) {
    if (places.length == 0 || state.known.isEmpty()) {
      return NOTHING;
    }
    float[][] known = new float[places.length][];
    for (int i = 0; i < known.length; i++) {
      known[i] = state.known.of(places[i]);
    }
    return known;
  }

  /**
   * The same of a foreign key, as it was seen from a window that has been stepped. The plans of the
   * last such window and of those after it are known. Earlier plans are not kept: a level, such as
   * a price, is assumed to have been the same as in the last one, a flag, 1 or 0, to have been off.
   *
   * @param back how many windows it lies before the last one that was stepped
   */
  float[][] before(StoredKey key, int back) {
    KeyPlans plans = key.foreign();
    if (places.length == 0 || plans == null || plans.isEmpty()) {
      return NOTHING;
    }
    float[][] known = new float[places.length][];
    for (int i = 0; i < known.length; i++) {
      known[i] = before(plans.of(places[i]), plans.end() == key.state().life.lastEnd, back);
    }
    return known;
  }

  /**
   * One field.
   *
   * @param hasLast whether the plan begins with the last window that was stepped, not with a later
   *     one in which no data is expected
   */
  private float[] before(float[] plan, boolean hasLast, int back) {
    int nearest = hasLast ? 0 : 1;
    float value = nearest < plan.length ? plan[nearest] : 0;
    float[] known = new float[Math.min(back + plan.length, 1 + ahead)];
    int earlier = Math.min(known.length, back + nearest);
    Arrays.fill(known, 0, earlier, value == 1 ? 0 : value);
    for (int i = earlier; i < known.length; i++) {
      known[i] = plan[i - back];
    }
    return known;
  }
}
