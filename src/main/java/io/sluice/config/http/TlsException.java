package io.sluice.config.http;

/** An identity cannot be used; the message says why, without what the files hold. */
public final class TlsException extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean isOfKey;

  TlsException(boolean isOfKey, String message) {
    super(message);
    this.isOfKey = isOfKey;
  }

  /** Whether the file of the key is wrong, not that of the certificates. */
  public boolean isOfKey() {
    return isOfKey;
  }
}
