package io.sluice.csv;

/** Files or options that do not fit the pipeline: wrong usage. The message is for the user. */
public final class UnfitException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UnfitException(String message) {
    super(message);
  }
}
