package io.sluice.detect.run;

/** A history, labels or options that do not fit: wrong usage. The message is for the user. */
public final class DetectException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public DetectException(String message) {
    super(message);
  }
}
