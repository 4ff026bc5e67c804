package io.sluice.fuzz;

import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Function;

/**
 * Feeds a target with seeded hostile input. The number of cases of all targets together is {@code
 * -Dsluice.fuzz.cases} ({@code mvn -Pfuzz}: a million), the seed {@code -Dsluice.fuzz.seed}; a case
 * depends on the seed, its target and its number alone. One that fails says which it is and what
 * the input was.
 */
public final class Fuzz {
  private static final int CASES = Integer.getInteger("sluice.fuzz.cases", 20_000);
  private static final long SEED = Long.getLong("sluice.fuzz.seed", 20130218L);
  private static final int MAX_SHOWN = 4_000;

  /** Generous, for the machine may be busy: what it catches is a loop without an end. */
  private static final Duration LEAST_TIME = Duration.ofMinutes(1);

  private static final Duration TIME_PER_CASE = Duration.ofMillis(5);

  private Fuzz() {}

  /** What has to hold for one input. */
  @FunctionalInterface
  public interface Check<T> {
    void accept(T input) throws Exception;
  }

  /** A case that failed. */
  private static final class FailedCase extends AssertionError {
    private static final long serialVersionUID = 1L;

    FailedCase(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /**
   * Runs a target's share of the cases.
   *
   * @param permille its share, in thousandths
   */
  public static <T> void run(
      String target, int permille, Function<Hostile, T> inputs, Check<T> check) {
    int cases = Math.max(1, (int) ((long) CASES * permille / 1000));
    long start = System.nanoTime();
    long[] slowest = new long[1];
    assertTimeoutPreemptively(
        LEAST_TIME.plus(TIME_PER_CASE.multipliedBy(cases)),
        () -> {
          for (int i = 0; i < cases; i++) {
            long from = System.nanoTime();
            runCase(target, i, inputs, check);
            slowest[0] = Math.max(slowest[0], System.nanoTime() - from);
          }
        });
    System.out.printf(
        Locale.ROOT,
        "fuzz: target=%s cases=%d seconds=%.1f slowest-ms=%d seed=%d%n",
        target,
        cases,
        (System.nanoTime() - start) / 1e9,
        slowest[0] / 1_000_000,
        SEED);
  }

  private static <T> void runCase(
      String target, int number, Function<Hostile, T> inputs, Check<T> check) {
    T input = inputs.apply(new Hostile(SEED, target, number));
    try {
      check.accept(input);
    } catch (Exception | AssertionError | StackOverflowError | OutOfMemoryError e) {
      throw new FailedCase(
          "target " + target + ", seed " + SEED + ", case " + number + ": " + shown(input), e);
    }
  }

  private static String shown(Object input) {
    String text =
        input instanceof byte[] bytes
            ? bytes.length + " bytes " + new String(bytes, StandardCharsets.ISO_8859_1)
            : String.valueOf(input);
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < Math.min(text.length(), MAX_SHOWN); i++) {
      char c = text.charAt(i);
      out.append(c >= ' ' && c < 0x7F ? c : String.format(Locale.ROOT, "\\u%04x", (int) c));
    }
    return out.append(text.length() > MAX_SHOWN ? "…" : "").toString();
  }
}
