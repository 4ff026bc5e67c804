package io.sluice.model;

/** A model file cannot be served: the message says which part of the contract it breaks. */
public final class ModelException extends Exception {
  private static final long serialVersionUID = 1;

  public ModelException(String message) {
    super(message);
  }

  public ModelException(String message, Throwable cause) {
    super(message, cause);
  }
}
