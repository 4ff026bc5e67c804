package io.sluice.feature;

import io.sluice.config.yaml.KebabCase;

/**
 * How a model wants its series scaled. It stands in the model's metadata, so that training and
 * serving cannot differ.
 *
 * @param kind what the unit and the origin of a scaled value are
 * @param memory time constant of the running estimates, in windows; at least 2
 * @param floor least spread of {@link Kind#LOG_RETURN}, greater than 0; the other kinds take none
 *     from it, for their unit is that of the series
 */
public record ScalerSpec(Kind kind, int memory, double floor) {

  /** What a scaled value is measured from, and in what unit. */
  public enum Kind {
    /** Origin: the running mean. Unit: the running standard deviation. */
    LEVEL(0),
    /** Origin: the last value. Unit: the running mean absolute change from window to window. */
    DIFFERENCE(1),
    /** As {@link #DIFFERENCE}, of the natural logarithm: for prices, which must be positive. */
    LOG_RETURN(2);

    private final int code;

    Kind(int code) {
      this.code = code;
    }

    /** The kind in stored state: 0 to 3, never changed. */
    public int code() {
      return code;
    }
  }

  public ScalerSpec {
    if (memory < 2) {
      throw new IllegalArgumentException("scaler memory must be at least 2 windows: " + memory);
    }
    if (!(floor > 0)) {
      throw new IllegalArgumentException("scaler floor must be positive: " + floor);
    }
  }

  /** Reads the form that {@link #toString} writes: {@code difference;memory=1008;floor=1.0E-4}. */
  public static ScalerSpec parse(String text) {
    String[] parts = text.split(";", -1);
    if (parts.length != 3 || !parts[1].startsWith("memory=") || !parts[2].startsWith("floor=")) {
      throw new IllegalArgumentException(
          "scaler is not of the form KIND;memory=WINDOWS;floor=FRACTION: " + text);
    }
    return new ScalerSpec(
        parseKind(parts[0]),
        Integer.parseInt(parts[1].substring("memory=".length())),
        Double.parseDouble(parts[2].substring("floor=".length())));
  }

  /** Reads {@code level}, {@code difference} or {@code log-return}. */
  public static Kind parseKind(String name) {
    return KebabCase.find(Kind.class, name)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "scaler kind is none of level, difference, log-return: " + name));
  }

  @Override
  public String toString() {
    return KebabCase.of(kind) + ";memory=" + memory + ";floor=" + floor;
  }
}
