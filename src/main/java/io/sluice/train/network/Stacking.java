package io.sluice.train.network;

/**
 * How a recurrent layer stands on the one below it. A layer that reads {@code x} and puts out
 * {@code cell(x)} becomes {@code cell(norm(x)) + x}, either part where it is asked for. The first
 * layer, which reads the inputs, stands on nothing.
 *
 * @param residual whether what a layer reads is added to what it puts out (He and others, 2016; in
 *     stacks of recurrent layers: Wu and others, 2016)
 * @param layerNorm whether a layer reads {@code norm(x) = (x - mean) / sqrt(variance + }{@value
 *     #EPSILON}{@code )}, over the units (Ba and others, 2016), before it is added to anything; the
 *     layer's own matrix and bias are the gain and the shift
 */
public record Stacking(boolean residual, boolean layerNorm) {
  /** A layer reads what the one below puts out. */
  public static final Stacking PLAIN = new Stacking(false, false);

  /** What is added to the variance. */
  public static final float EPSILON = 1e-5f;

  /** The entry in a model's metadata. */
  @Override
  public String toString() {
    return (residual ? "residual" : "plain") + (layerNorm ? ",layer-norm" : "");
  }
}
