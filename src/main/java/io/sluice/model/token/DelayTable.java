package io.sluice.model.token;

import java.util.List;

/**
 * What training has counted of the time to the next event: for each token that the last event may
 * have been, the hazards of the bins, as logits.
 *
 * @param logits {@code [tokens * bins]}, by token
 * @param networkShare how far the network's logits are believed instead, in [0, 1]
 */
public record DelayTable(List<Float> logits, float networkShare) {
  public DelayTable {
    logits = List.copyOf(logits);
    if (!(networkShare >= 0 && networkShare <= 1)) {
      throw new IllegalArgumentException("the network's share of delays is " + networkShare);
    }
    for (float logit : logits) {
      if (!Float.isFinite(logit)) {
        throw new IllegalArgumentException("a hazard's logit is " + logit);
      }
    }
  }
}
