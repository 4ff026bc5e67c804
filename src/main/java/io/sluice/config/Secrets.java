package io.sluice.config;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Keeps secrets, PEM text, and credentials within addresses, out of what is printed or logged of
 * Kafka properties.
 */
public final class Secrets {
  private static final String HIDDEN = "[hidden]";

  private static final Pattern SECRET =
      named("pass|pwd|auth|secret|token|jaas|key|credential|certificate|assertion|user.?info");

  /** Where a key store is, is no secret. */
  private static final Pattern HARMLESS =
      named("ssl\\.(keystore\\.(location|type)|keymanager\\.algorithm)$");

  /** {@code user:password@}; up to the last @, because a password may hold one. */
  private static final Pattern USER_INFO = Pattern.compile("://[^\\s,;\"']*@");

  private static final Pattern PARAMETER =
      named("([?&][^=&\\s]*(?:pass|pwd|auth|secret|token|key|sig)[^=&\\s]*=)[^&\\s,;\"']*");

  private Secrets() {}

  private static Pattern named(String expression) {
    return Pattern.compile(expression, Pattern.CASE_INSENSITIVE);
  }

  /** The properties in alphabetical order, with what is secret of their values replaced. */
  public static Map<String, String> redact(Map<String, String> properties) {
    Map<String, String> redacted = new TreeMap<>();
    properties.forEach((key, value) -> redacted.put(key, shown(key, value)));
    return redacted;
  }

  private static String shown(String key, String value) {
    if (SECRET.matcher(key).find() && !HARMLESS.matcher(key).find()) {
      return HIDDEN;
    }
    String anonymous = USER_INFO.matcher(value).replaceAll("://" + HIDDEN + "@");
    return PARAMETER.matcher(anonymous).replaceAll("$1" + HIDDEN);
  }
}
