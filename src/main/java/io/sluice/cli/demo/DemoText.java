package io.sluice.cli.demo;

import io.sluice.demo.AlertView;
import io.sluice.demo.Highlight;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import org.jline.utils.AttributedString;

/**
 * Lines of the demo, without colours. Keys are untrusted: what could move the cursor is replaced.
 */
final class DemoText {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

  /** The least of what is said of a series beside its address. */
  private static final int MIN_SAID = 16;

  private DemoText() {}

  static String time(long millis) {
    return TIME.format(Instant.ofEpochMilli(millis));
  }

  static String alert(AlertView alert) {
    return format(
        "%-12s %s  %-8s %s %s%s",
        alert.pipeline(),
        time(alert.start()),
        safe(alert.severity()),
        safe(alert.type()),
        safe(alert.summary()),
        alert.firing() ? "" : " (over)");
  }

  /** What to look at, and where: the address as a whole or not at all. */
  static String highlight(Highlight highlight, String page, int columns) {
    String said = "look at " + highlight.pipeline() + ": " + safe(highlight.summary());
    String address = highlight.address(page);
    int left = columns - width(address) - 1;
    return left < MIN_SAID ? cut(said, columns) : cut(said, left) + " " + address;
  }

  /** As many of the parts as there is room for, the first in any case. */
  static String fit(List<String> parts, int columns) {
    Iterator<String> some = parts.iterator();
    StringBuilder line = new StringBuilder(cut(some.next(), columns));
    while (some.hasNext()) {
      String part = some.next();
      if (width(line) + 2 + width(part) <= columns) {
        line.append("  ").append(part);
      }
    }
    return line.toString();
  }

  /** How many columns a text takes. */
  static int width(CharSequence text) {
    return new AttributedString(text).columnLength();
  }

  /** A text of at most so many columns. */
  static String cut(String text, int columns) {
    AttributedString all = new AttributedString(text);
    return all.columnLength() <= columns
        ? text
        : all.columnSubSequence(0, Math.max(0, columns - 1)) + (columns > 0 ? "…" : "");
  }

  /** A text of exactly so many columns. */
  static String pad(String text, int columns) {
    String cut = cut(text, columns);
    return cut + " ".repeat(Math.max(0, columns - width(cut)));
  }

  static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }

  /** Keys are untrusted: no control or formatting character reaches the terminal. */
  static String safe(String text) {
    StringBuilder safe = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              int type = Character.getType(c);
              boolean hidden =
                  type == Character.CONTROL
                      || type == Character.FORMAT
                      || type == Character.LINE_SEPARATOR
                      || type == Character.PARAGRAPH_SEPARATOR
                      || type == Character.SURROGATE;
              safe.appendCodePoint(hidden ? '?' : c);
            });
    return safe.toString();
  }
}
