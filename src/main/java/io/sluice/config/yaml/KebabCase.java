package io.sluice.config.yaml;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * How constants of enums are spelled wherever people or other programs read them: {@code
 * LOG_RETURN} is {@code log-return}, in every locale.
 */
public final class KebabCase {
  private KebabCase() {}

  /** The constant's name in lower case, with a hyphen for each underscore. */
  public static String of(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The constant that is spelled like this; empty: none is. Case counts. */
  public static <E extends Enum<E>> Optional<E> find(Class<E> type, String spelled) {
    return Arrays.stream(type.getEnumConstants())
        .filter(constant -> of(constant).equals(spelled))
        .findFirst();
  }
}
