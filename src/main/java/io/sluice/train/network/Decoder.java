package io.sluice.train.network;

import io.sluice.feature.FeatureLayout;

/**
 * The decoder that all steps of the horizon share. What it says of step {@code s} depends on the
 * hidden state {@code h}, on the values {@code l} that the phase of the step had in the last
 * seasons, on the last value {@code v}, and on what is known {@code a} of the step:
 *
 * <pre>{@code
 * z_s   = activation(C h + E_s + L u(l_s) + A a_s)       u(l) = l / (1 + |l| / 4)
 * raw_s = O z_s + b_s, the median of which is raised by K_s l_s + k_s v
 * }</pre>
 *
 * <p>The last two terms are a linear autoregression around the network, as in LSTNet (Lai and
 * others, 2018); a decoder with weights shared by all steps is that of MQ-RNN (Wen and others,
 * 2017).
 *
 * @param season windows of a season, at least 1
 * @param seasons how many seasons back it sees, at least 1; at most {@value FeatureLayout#MAX_PAST}
 *     windows in all
 * @param width hidden units, at least 1
 */
public record Decoder(int season, int seasons, int width) {
  /** Where {@code u} bends. */
  public static final float BEND = 4;

  public Decoder {
    if (season < 1 || seasons < 1 || width < 1) {
      throw new IllegalArgumentException("season, seasons and width must be at least 1");
    }
    if ((long) season * seasons > FeatureLayout.MAX_PAST) {
      throw new IllegalArgumentException(
          "%d seasons of %d windows are more than the %d values that a key can remember"
              .formatted(seasons, season, FeatureLayout.MAX_PAST));
    }
  }

  /** The last values that it sees. */
  public int past() {
    return season * seasons;
  }

  /** The name in metadata: {@code seasonal;season=24;seasons=14;width=32}. */
  @Override
  public String toString() {
    return "seasonal;season=" + season + ";seasons=" + seasons + ";width=" + width;
  }
}
