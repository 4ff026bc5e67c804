package io.sluice.csv;

/** A file that cannot be read as CSV; the message names the file and the line, for the user. */
public final class CsvException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public CsvException(String message) {
    super(message);
  }

  public CsvException(String message, Throwable cause) {
    super(message, cause);
  }
}
