package io.sluice.train.lesson;

/**
 * Turns what a network learns from into numbers, which are made when they are needed.
 *
 * @param <P> what stands for the numbers until then
 */
public interface Encoder<P> {
  /** The number of windows. */
  int steps(P piece);

  /** The numbers. */
  Example encode(P piece);

  /** For numbers that there are already. */
  static Encoder<Example> none() {
    return new Encoder<>() {
      @Override
      public int steps(Example example) {
        return example.steps();
      }

      @Override
      public Example encode(Example example) {
        return example;
      }
    };
  }
}
