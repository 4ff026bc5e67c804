package io.sluice.model;

/** A model run failed. */
public final class StepException extends Exception {
  private static final long serialVersionUID = 1;

  public StepException(String message) {
    super(message);
  }

  public StepException(String message, Throwable cause) {
    super(message, cause);
  }
}
