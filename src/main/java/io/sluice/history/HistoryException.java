package io.sluice.history;

/** Files or options that do not fit the pipeline: wrong usage. The message is for the user. */
public final class HistoryException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  HistoryException(String message) {
    super(message);
  }
}
