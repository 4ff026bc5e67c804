package io.sluice.cli.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.event.KeyValuePair;
import org.slf4j.helpers.MessageFormatter;

/**
 * The fields of our own messages, {@code event=model-refused pipeline={} reason="{}"}. They are
 * read from the pattern in the source and its arguments, never from the text that these make
 * together: what comes from outside can be no field.
 */
final class Fields {
  private static final String OURS = "io.sluice.";
  private static final String PLACE = "{}";

  /** Either a value in quotes or one without blanks, up to the next field or the end. */
  private static final Pattern FIELD =
      Pattern.compile("([a-z][a-z0-9-]*)=(?:\"([^\"]*)\"|([^\"\\s]*))(?: |$)");

  private Fields() {}

  /** The fields of an event; empty when its message is a sentence, or somebody else's. */
  static Optional<List<Field>> of(ILoggingEvent event) {
    if (!event.getLoggerName().startsWith(OURS)) {
      return Optional.empty();
    }
    List<Field> fields = new ArrayList<>();
    String pattern = event.getMessage() == null ? "" : event.getMessage();
    Object[] arguments =
        event.getArgumentArray() == null ? new Object[0] : event.getArgumentArray();
    if (!parse(pattern, arguments, fields)) {
      return Optional.empty();
    }
    if (event.getKeyValuePairs() != null) {
      for (KeyValuePair pair : event.getKeyValuePairs()) {
        fields.add(new Field(pair.key, String.valueOf(pair.value), false));
      }
    }
    return fields.isEmpty() ? Optional.empty() : Optional.of(fields);
  }

  private static boolean parse(String pattern, Object[] arguments, List<Field> fields) {
    Matcher matcher = FIELD.matcher(pattern);
    int at = 0;
    int used = 0;
    while (at < pattern.length()) {
      if (!matcher.find(at) || matcher.start() != at) {
        return false;
      }
      boolean quoted = matcher.group(2) != null;
      String value = quoted ? matcher.group(2) : matcher.group(3);
      int places = value.split(Pattern.quote(PLACE), -1).length - 1;
      if (used + places > arguments.length) {
        return false;
      }
      fields.add(new Field(matcher.group(1), value(value, places, arguments, used), quoted));
      used += places;
      at = matcher.end();
    }
    return true;
  }

  private static Object value(String pattern, int places, Object[] arguments, int from) {
    if (pattern.equals(PLACE)) {
      return arguments[from] == null ? "null" : arguments[from];
    }
    Object[] own = new Object[places];
    System.arraycopy(arguments, from, own, 0, places);
    return String.valueOf(MessageFormatter.arrayFormat(pattern, own).getMessage());
  }
}
