package io.sluice.model.label;

/**
 * What the logarithms of those who know of labels are multiplied with (log-linear pooling: Genest
 * and Zidek, 1986).
 *
 * @param network that of the network's head, at least 0
 * @param evidence that of {@link LabelEvidence}
 * @param chain that of {@link LabelChain}
 * @param rare how far a label is preferred for being rare, when one is to be named: the share of
 *     the logarithm of how common it is that is taken off
 */
public record LabelShares(float network, float evidence, float chain, float rare) {
  private static final float MOST = 10;

  /** The same pool with a network that counts for a share of what the others count for together. */
  public LabelShares with(float ofNetwork) {
    float kept = 1 / (1 + ofNetwork);
    return new LabelShares(
        ofNetwork * kept * (evidence + chain), kept * evidence, kept * chain, kept * rare);
  }

  public LabelShares {
    for (float share : new float[] {network, evidence, chain, rare}) {
      if (!(share >= 0 && share <= MOST)) {
        throw new IllegalArgumentException("a share is " + share + ", not in [0, " + MOST + "]");
      }
    }
  }
}
