package io.sluice.model;

/**
 * A model file cannot be served: the message says which part of the contract it breaks, on one
 * printable line, whatever the file has in it.
 */
public final class ModelException extends Exception {
  private static final long serialVersionUID = 1;

  public ModelException(String message) {
    super(PrintableText.of(message));
  }

  public ModelException(String message, Throwable cause) {
    super(PrintableText.of(message), cause);
  }
}
