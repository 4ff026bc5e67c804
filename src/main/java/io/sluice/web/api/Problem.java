package io.sluice.web.api;

import io.sluice.query.NotNow;

/**
 * Why a question is not answered, for a problem document (RFC 9457).
 *
 * <p>Its message is shown to whoever asked.
 */
public final class Problem extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int status;
  private final int retryAfter;

  private Problem(int status, String detail, int retryAfter) {
    super(detail);
    this.status = status;
    this.retryAfter = retryAfter;
  }

  private Problem(int status, String detail) {
    this(status, detail, 0);
  }

  /** There is nothing of that name. */
  public static Problem notFound(String detail) {
    return new Problem(404, detail);
  }

  /** There is no pipeline of that name, or it has not begun. */
  static Problem noPipeline(String name, Queries queries) {
    return queries.isConfigured(name)
        ? unavailable(
            "the pipeline '" + name + "' has not begun: its broker is asked, or its model tried")
        : notFound("there is no pipeline '" + name + "'");
  }

  /** There is no series of that key. */
  public static Problem noWindowOf(String key) {
    return notFound("no window of a series '" + key + "' was closed");
  }

  /** A question that has an answer for series of values alone. */
  static Problem ofValuesOnly(String pipeline, String what) {
    return notFound(
        "the series of '%s' are of events, which are no numbers: there is no %s of them"
            .formatted(pipeline, what));
  }

  /** A parameter is wrong. */
  public static Problem badRequest(String detail) {
    return new Problem(400, detail);
  }

  /** The answer is of another kind than the one that is wanted. */
  public static Problem notAcceptable(String detail) {
    return new Problem(406, detail);
  }

  /** The body is longer than it may be. */
  public static Problem tooLarge(String detail) {
    return new Problem(413, detail);
  }

  /** The body is of another kind. */
  public static Problem notJson(String detail) {
    return new Problem(415, detail);
  }

  /** Not now. */
  public static Problem unavailable(String detail) {
    return new Problem(503, detail, 1);
  }

  /** Not now, for a reason that is known. */
  public static Problem of(NotNow why) {
    int status =
        switch (why.reason()) {
          case BUSY -> 503;
          case CROWDED -> 429;
          case CONFLICT -> 409;
        };
    return new Problem(status, "" + why.getMessage(), why.retryAfter());
  }

  /** The HTTP status. */
  public int status() {
    return status;
  }

  /** Seconds after which it may be worth asking again; 0: that is unknown. */
  public int retryAfter() {
    return retryAfter;
  }
}
