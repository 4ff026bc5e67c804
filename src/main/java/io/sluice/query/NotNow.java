package io.sluice.query;

/** A question that cannot be answered as things are. Its message is for whoever asked. */
public final class NotNow extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Why not. */
  public enum Reason {
    /** Something has to pass first. */
    BUSY,
    /** Too many ask at once. */
    CROWDED,
    /** What was asked does not go with what the key is doing. */
    CONFLICT
  }

  private final Reason reason;
  private final int retryAfter;

  private NotNow(Reason reason, String detail, int retryAfter) {
    super(detail);
    this.reason = reason;
    this.retryAfter = retryAfter;
  }

  /**
   * Something has to pass first.
   *
   * @param retryAfter seconds after which it may be worth asking again, at least 1
   */
  public static NotNow busy(String detail, int retryAfter) {
    return new NotNow(Reason.BUSY, detail, retryAfter);
  }

  /** Too many ask at once. */
  public static NotNow crowded(String detail) {
    return new NotNow(Reason.CROWDED, detail, 1);
  }

  /** The key would have to do something first. */
  static NotNow conflict(String detail) {
    return new NotNow(Reason.CONFLICT, detail, 0);
  }

  /** Why not. */
  public Reason reason() {
    return reason;
  }

  /** Seconds after which it may be worth asking again; 0: nobody knows. */
  public int retryAfter() {
    return retryAfter;
  }
}
