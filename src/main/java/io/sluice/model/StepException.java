package io.sluice.model;

import java.time.Duration;

/** A model run failed; the message is one printable line, whatever the file has in it. */
public final class StepException extends Exception {
  private static final long serialVersionUID = 1;

  private final boolean overtime;

  public StepException(String message) {
    this(message, false);
  }

  public StepException(String message, Throwable cause) {
    super(PrintableText.of(message), cause);
    this.overtime = false;
  }

  private StepException(String message, boolean overtime) {
    super(PrintableText.of(message));
    this.overtime = overtime;
  }

  /** A run was ended because it took longer than it may. */
  public static StepException overtime(Duration limit) {
    return new StepException(
        "the model was beyond its time limit of " + limit.toMillis() + " ms", true);
  }

  /** A model is not run, because runs of it took longer than they may. */
  public static StepException givenUp(String hash) {
    return new StepException(
        "the model " + hash + " was given up: it was beyond its time limit", true);
  }

  /** Whether the rows do not matter: the model takes, or took, longer than it may. */
  public boolean isOvertime() {
    return overtime;
  }
}
