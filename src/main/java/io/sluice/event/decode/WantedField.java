package io.sluice.event.decode;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.sluice.event.DeadLetterReason;
import io.sluice.event.PlanValues;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** One field that a pipeline reads, and what the record at hand has in it. */
final class WantedField {
  /** Longer numbers are not worth the time that it takes to convert them. */
  private static final int MAX_NUMBER_LENGTH = 1000;

  final String name;
  private boolean readsText;
  private boolean readsNumber;
  private @Nullable PlanReader plans;
  private boolean seen;
  private boolean present;
  private @Nullable String text;
  private double number;
  private float @Nullable [] plan = PlanValues.NONE;

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

  /** From now on {@link #plan()} is of interest. */
  WantedField readPlan() {
    plans = new PlanReader();
    return this;
  }

  void clear() {
    seen = false;
    present = false;
    text = null;
    number = Double.NaN;
    plan = PlanValues.NONE;
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
    if (readsNumber) {
      number = number(parser);
    }
    if (plans != null && present) {
      plan = plans.read(parser);
    }
  }

  /** The parser's current number; NaN when it is at something else. */
  static double number(JsonParser parser) throws IOException {
    boolean isNumber =
        parser.currentToken().isNumeric() && parser.getTextLength() <= MAX_NUMBER_LENGTH;
    return isNumber ? parser.getDoubleValue() : Double.NaN;
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

  /** What the field says in advance, see {@link PlanValues}; null when it is no such thing. */
  float @Nullable [] plan() {
    return plan;
  }
}
