package io.sluice.broker;

import org.jspecify.annotations.Nullable;

/** A broker that cannot be started, reached or asked; the message is for the user. */
public final class BrokerException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public BrokerException(String message) {
    super(message);
  }

  public BrokerException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
