package io.sluice.web.api;

/**
 * Why a question is not answered, for a problem document (RFC 9457).
 *
 * <p>Its message is shown to whoever asked.
 */
public final class Problem extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int status;

  private Problem(int status, String detail) {
    super(detail);
    this.status = status;
  }

  /** There is nothing of that name. */
  public static Problem notFound(String detail) {
    return new Problem(404, detail);
  }

  /** A parameter is wrong. */
  public static Problem badRequest(String detail) {
    return new Problem(400, detail);
  }

  /** Not now. */
  public static Problem unavailable(String detail) {
    return new Problem(503, detail);
  }

  /** The HTTP status. */
  public int status() {
    return status;
  }
}
