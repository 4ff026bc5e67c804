package io.sluice.metrics;

/** All metrics at one moment, in a format that a scraper reads. */
public final class Exposition {
  private final String contentType;
  private final byte[] body;

  /**
   * An exposition.
   *
   * @param contentType the format
   * @param body not copied
   */
  public Exposition(String contentType, byte[] body) {
    this.contentType = contentType;
    this.body = body;
  }

  /** The media type, with its version. */
  public String contentType() {
    return contentType;
  }

  /** The bytes, not a copy. */
  public byte[] body() {
    return body;
  }
}
