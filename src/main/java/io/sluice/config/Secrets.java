package io.sluice.config;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Keeps secrets, and PEM text, out of what is printed or logged of Kafka properties. */
public final class Secrets {
  private static final Pattern SECRET =
      Pattern.compile(
          "password|passphrase|secret|token|jaas|key|credential|certificate|assertion|user.?info",
          Pattern.CASE_INSENSITIVE);

  private static final String HIDDEN = "[hidden]";

  private Secrets() {}

  /** The properties in alphabetical order, with the values of secret ones replaced. */
  public static Map<String, String> redact(Map<String, String> properties) {
    Map<String, String> redacted = new TreeMap<>();
    properties.forEach(
        (key, value) -> redacted.put(key, SECRET.matcher(key).find() ? HIDDEN : value));
    return redacted;
  }
}
