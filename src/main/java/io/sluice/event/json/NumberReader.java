package io.sluice.event.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.NumberInput;
import io.sluice.config.source.Numbers;
import io.sluice.config.source.RecordFormat;
import io.sluice.event.UnusableField.Reason;
import java.io.IOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a value of JSON as a number. {@linkplain Numbers#LENIENT Lenient}: numbers in quotes, words
 * for 1 and 0, and words for nothing are read as what they mean. Not thread-safe: it remembers what
 * was wrong with the last one.
 */
public final class NumberReader {
  /** Longer numbers are not worth the time that it takes to convert them. */
  private static final int MAX_LENGTH = 1000;

  private static final Map<String, Double> WORDS =
      Map.of("true", 1.0, "on", 1.0, "open", 1.0, "false", 0.0, "off", 0.0, "closed", 0.0);

  private final boolean strict;

  /** By word in lower case, what it means; NaN: nothing. */
  private final Map<String, Double> words = new HashMap<>();

  private final double[] missing;
  private @Nullable Reason problem;

  /** A reader of the numbers of a source. */
  public NumberReader(RecordFormat format) {
    strict = format.numbers() == Numbers.STRICT;
    for (String sign : new String[] {"", "-", "+"}) {
      words.put(sign + "inf", Double.POSITIVE_INFINITY);
      words.put(sign + "infinity", Double.POSITIVE_INFINITY);
    }
    words.putAll(WORDS);
    format.missing().forEach(word -> words.put(word.toLowerCase(Locale.ROOT), Double.NaN));
    missing =
        format.missing().stream()
            .filter(NumberReader::isNumber)
            .mapToDouble(Double::parseDouble)
            .toArray();
  }

  private static boolean isNumber(String text) {
    return Decimal.matches(text.toCharArray(), 0, text.length());
  }

  /** The parser's current value; NaN when it is missing, or there is a {@link #problem()}. */
  double read(JsonParser parser) throws IOException {
    problem = null;
    JsonToken token = parser.currentToken();
    if (token.isNumeric()) {
      return number(parser);
    }
    if (token == JsonToken.VALUE_NULL) {
      return Double.NaN;
    }
    if (strict || !token.isScalarValue()) {
      return unusable(Reason.NOT_A_NUMBER);
    }
    return token.isBoolean() ? (parser.getBooleanValue() ? 1 : 0) : text(parser);
  }

  /** Why the last value could not be used; null when it is a number, or missing. */
  @Nullable Reason problem() {
    return problem;
  }

  private double number(JsonParser parser) throws IOException {
    return parser.getTextLength() > MAX_LENGTH
        ? unusable(Reason.NOT_FINITE)
        : finite(parser.getDoubleValue());
  }

  private double text(JsonParser parser) throws IOException {
    char[] text = parser.getTextCharacters();
    int from = parser.getTextOffset();
    int to = from + parser.getTextLength();
    while (from < to && text[from] <= ' ') {
      from++;
    }
    while (to > from && text[to - 1] <= ' ') {
      to--;
    }
    if (to - from > MAX_LENGTH) {
      return unusable(Reason.NOT_A_NUMBER);
    }
    return Decimal.matches(text, from, to)
        ? finite(NumberInput.parseDouble(text, from, to - from, true))
        : word(new String(text, from, to - from));
  }

  private double word(String word) {
    Double meant = words.get(word.toLowerCase(Locale.ROOT));
    if (meant == null) {
      return unusable(Reason.NOT_A_NUMBER);
    }
    return meant.isNaN() ? meant : finite(meant);
  }

  private double finite(double value) {
    if (!Double.isFinite(value)) {
      return unusable(Reason.NOT_FINITE);
    }
    for (double none : missing) {
      if (value == none) {
        return Double.NaN;
      }
    }
    return value;
  }

  private double unusable(Reason reason) {
    problem = reason;
    return Double.NaN;
  }
}
