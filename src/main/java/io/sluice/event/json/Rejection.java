package io.sluice.event.json;

import io.sluice.event.DeadLetterReason;
import io.sluice.event.Decoded;

/** Carries a defect from where it is found to where the record is turned away. */
public final class Rejection extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Decoded.Invalid defect;

  /** A defect of a record. */
  public Rejection(DeadLetterReason reason, String detail) {
    // Bad records may come by the million: no stack trace.
    super(detail, null, false, false);
    this.defect = new Decoded.Invalid(reason, detail);
  }

  /** What is wrong with the record. */
  public Decoded.Invalid defect() {
    return defect;
  }
}
