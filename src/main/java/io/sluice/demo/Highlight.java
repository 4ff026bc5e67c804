package io.sluice.demo;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * The series that is most worth looking at now.
 *
 * @param pipeline the pipeline
 * @param key the series key: untrusted text
 * @param summary what is odd about it, for people: untrusted text
 * @param alert the id of the alert that is firing; empty: none is
 * @param rank the higher, the more it is worth
 */
public record Highlight(String pipeline, String key, String summary, String alert, double rank) {
  /** Whether it has an alert that is firing. */
  public boolean isFiring() {
    return !alert.isEmpty();
  }

  /**
   * Where the page shows it.
   *
   * @param page the address of the page, which ends with a slash
   */
  public String address(String page) {
    return page + "#/p/" + encode(pipeline) + "/s/" + encode(key);
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
