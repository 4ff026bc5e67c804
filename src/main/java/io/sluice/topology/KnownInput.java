package io.sluice.topology;

import io.sluice.config.PipelineConfig;
import io.sluice.feature.WindowInput;
import io.sluice.model.ModelContract;
import io.sluice.state.KeyState;
import io.sluice.window.WindowRow;
import io.sluice.window.Windows;

/** What is known in advance, on its way from windows through the keys' states to the model. */
final class KnownInput {
  private final Windows windows;

  /** By field of the model, its place among those of the pipeline. */
  private final int[] places;

  KnownInput(PipelineConfig pipeline, ModelContract model, Windows windows) {
    this.windows = windows;
    this.places = model.features().knownIn(pipeline);
  }

  /** Brings a key's plans up to the window that ends at {@code end} and what its row says. */
  void take(KeyState state, WindowRow row, long end) {
    state.known.moveTo(end, windows);
    state.known.take(row.plans());
  }

  /** A key's plans as {@link WindowInput#known} has them. */
  float[][] of(KeyState state) {
    float[][] known = new float[places.length][];
    for (int i = 0; i < known.length; i++) {
      known[i] = state.known.of(places[i]);
    }
    return known;
  }
}
