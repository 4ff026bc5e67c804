package io.sluice.cli.log;

import java.util.regex.Pattern;

/**
 * Text from outside on one line of a log: it forges no other line and does not steer a terminal.
 */
final class SafeText {
  /** Controls, what changes the direction of writing, halves of characters, line separators. */
  private static final Pattern HARMFUL =
      Pattern.compile("[\\p{Cntrl}\\x80-\\x9f\\p{Cf}\\p{Cs}\\u2028\\u2029]");

  private static final Pattern LINE_BREAKS = Pattern.compile("[\\r\\n]+");
  private static final Pattern PLAIN = Pattern.compile("[^\\s\"=\\\\]+");

  private SafeText() {}

  /** A message: line breaks become blanks, the rest of what is harmful its number. */
  static String message(String text) {
    return escaped(LINE_BREAKS.matcher(text).replaceAll(" "));
  }

  /** A value after {@code name=}: in quotes where it would not end where it ends. */
  static String value(Object value, boolean quoted) {
    String text = value.toString();
    boolean plain = !quoted && PLAIN.matcher(text).matches() && !HARMFUL.matcher(text).find();
    if (plain) {
      return text;
    }
    String body = text.replace("\\", "\\\\").replace("\"", "\\\"");
    return '"' + escaped(body.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t")) + '"';
  }

  private static String escaped(String text) {
    return HARMFUL
        .matcher(text)
        .replaceAll(found -> "\\\\u%04x".formatted((int) found.group().charAt(0)));
  }
}
