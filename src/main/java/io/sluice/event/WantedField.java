package io.sluice.event;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** One field that a pipeline reads, and what the record at hand has in it. */
final class WantedField {
  /** Longer numbers are not worth the time that it takes to convert them. */
  private static final int MAX_NUMBER_LENGTH = 1000;

  final String name;
  private boolean readsText;
  private boolean readsNumber;
  private boolean seen;
  private boolean present;
  private @Nullable String text;
  private double number;

  WantedField(String name) {
    this.name = name;
  }

  /** From now on {@link #text()} is of interest. */
  WantedField readText() {
    readsText = true;
    return this;
  }

  /** From now on {@link #number()} is of interest. */
  WantedField readNumber() {
    readsNumber = true;
    return this;
  }

  void clear() {
    seen = false;
    present = false;
    text = null;
    number = Double.NaN;
  }

  /** Takes the parser's current value. */
  void read(JsonParser parser) throws IOException, Rejection {
    if (seen) {
      throw new Rejection(DeadLetterReason.DUPLICATE_FIELD, "field " + name + " stands twice");
    }
    seen = true;
    JsonToken token = parser.currentToken();
    present = token != JsonToken.VALUE_NULL;
    if (readsText && present && token.isScalarValue()) {
      text = parser.getText();
    }
    if (readsNumber && token.isNumeric() && parser.getTextLength() <= MAX_NUMBER_LENGTH) {
      number = parser.getDoubleValue();
    }
  }

  /** Whether the field is there and not null. */
  boolean isPresent() {
    return present;
  }

  /** A scalar as it is written; null when the field is absent or no scalar. */
  @Nullable String text() {
    return text;
  }

  /** The value of a number; NaN for anything else, infinite beyond the range of a double. */
  double number() {
    return number;
  }
}
