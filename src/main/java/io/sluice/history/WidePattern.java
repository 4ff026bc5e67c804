package io.sluice.history;

import io.sluice.csv.UnfitException;
import org.jspecify.annotations.Nullable;

/**
 * Which columns of a wide file hold a field, and of which key: those whose name is the prefix, the
 * key, and the suffix.
 *
 * @param field the event field
 * @param prefix what stands before the key, may be empty
 * @param suffix what stands behind it, may be empty
 */
public record WidePattern(String field, String prefix, String suffix) {

  /**
   * A pattern as it is typed, {@code qty=QTY_*}.
   *
   * @throws UnfitException when it has no field, or not exactly one {@code *}
   */
  public static WidePattern parse(String text) {
    int equals = text.indexOf('=');
    if (equals < 1) {
      throw new UnfitException(
          "--wide must be FIELD=PATTERN, such as 'qty=QTY_*', is '%s'".formatted(text));
    }
    String pattern = text.substring(equals + 1);
    int star = pattern.indexOf('*');
    if (star < 0 || pattern.indexOf('*', star + 1) >= 0) {
      throw new UnfitException("--wide %s: * stands for the key, exactly once".formatted(text));
    }
    return new WidePattern(
        text.substring(0, equals), pattern.substring(0, star), pattern.substring(star + 1));
  }

  /** The key whose field a column holds; null when it holds something else. */
  @Nullable String key(String column) {
    boolean matches =
        column.length() > prefix.length() + suffix.length()
            && column.startsWith(prefix)
            && column.endsWith(suffix);
    return matches ? column.substring(prefix.length(), column.length() - suffix.length()) : null;
  }

  /** As it is typed. */
  @Override
  public String toString() {
    return field + "=" + prefix + "*" + suffix;
  }
}
