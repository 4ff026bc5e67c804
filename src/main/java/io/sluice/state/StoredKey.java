package io.sluice.state;

import io.sluice.window.KeyPlans;
import org.jspecify.annotations.Nullable;

/**
 * A key state as it was read from the store.
 *
 * @param state the state
 * @param foreign null when this model stepped it last. Else the recurrent state and the forecast
 *     are missing, and are to be made from its inputs: with these plans, which are {@link
 *     KeyState#known} as it was stored, whatever windows that is moved on to
 */
public record StoredKey(KeyState state, @Nullable KeyPlans foreign) {
  public boolean isForeign() {
    return foreign != null;
  }
}
