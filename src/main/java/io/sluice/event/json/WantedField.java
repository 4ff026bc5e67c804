package io.sluice.event.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.sluice.event.PlanValues;
import io.sluice.event.UnusableField.Reason;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * One field that a pipeline reads, and what the record at hand has in it. There may be several
 * places for it, of which the best one counts that the record has.
 */
public final class WantedField {
  private static final int NOWHERE = Integer.MAX_VALUE;

  private final String name;
  private boolean readsText;
  private @Nullable NumberReader numbers;
  private @Nullable PlanReader plans;
  private int rank = NOWHERE;
  private boolean isTwice;
  private boolean present;
  private boolean isNumber;
  private @Nullable String text;
  private String before = "";
  private double number;
  private float[] plan = PlanValues.NONE;
  private @Nullable Reason problem;

  WantedField(String name) {
    this.name = name;
  }

  /** From now on {@link #text()} is of interest. */
  public WantedField readText() {
    readsText = true;
    return this;
  }

  /** From now on {@link #number()} is of interest. */
  public WantedField readNumber(NumberReader reader) {
    numbers = reader;
    return this;
  }

  /** From now on {@link #plan()} is of interest. */
  public WantedField readPlan(NumberReader reader) {
    plans = new PlanReader(reader);
    return this;
  }

  void clear() {
    rank = NOWHERE;
    isTwice = false;
    present = false;
    isNumber = false;
    text = null;
    number = Double.NaN;
    plan = PlanValues.NONE;
    problem = null;
  }

  /**
   * Takes the parser's current value.
   *
   * @param place the number of better places
   */
  void read(JsonParser parser, int place) throws IOException {
    isTwice |= place == rank;
    if (place >= rank) {
      return;
    }
    if (rank != NOWHERE) {
      clear();
    }
    rank = place;
    JsonToken token = parser.currentToken();
    present = token != JsonToken.VALUE_NULL;
    isNumber = token.isNumeric();
    if (readsText && present && token.isScalarValue()) {
      text = text(parser);
    }
    if (numbers != null) {
      number = numbers.read(parser);
      problem = numbers.problem();
    }
    if (plans != null) {
      plan(plans.read(parser));
    }
  }

  /** Neighbours often repeat it: then it is the one of the record before. */
  private String text(JsonParser parser) throws IOException {
    int length = parser.getTextLength();
    if (length != before.length()
        || !isBefore(parser.getTextCharacters(), parser.getTextOffset())) {
      before = parser.getText();
    }
    return before;
  }

  private boolean isBefore(char[] characters, int from) {
    for (int i = 0; i < before.length(); i++) {
      if (characters[from + i] != before.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private void plan(float @Nullable [] read) {
    plan = read == null ? PlanValues.NONE : read;
    problem = read == null ? Reason.NOT_A_PLAN : null;
  }

  /** As the configuration names it. */
  public String name() {
    return name;
  }

  /** Whether the field stands at its place more than once. */
  boolean isTwice() {
    return isTwice;
  }

  /** Whether the field is there, and null. */
  boolean isNull() {
    return rank != NOWHERE && !present;
  }

  /** Whether the field is there and not null. */
  public boolean isPresent() {
    return present;
  }

  /** Whether it is a number of JSON, and not one in quotes. */
  public boolean isNumber() {
    return isNumber;
  }

  /** A scalar as it is written; null when the field is absent or no scalar. */
  public @Nullable String text() {
    return text;
  }

  /** A finite number; NaN when it is missing or could not be used. */
  public double number() {
    return number;
  }

  /** What the field says in advance, see {@link PlanValues}; nothing when it could not be used. */
  public float[] plan() {
    return plan;
  }

  /** Why the field's number or plan could not be used; null when it could, or there is none. */
  public @Nullable Reason problem() {
    return problem;
  }
}
