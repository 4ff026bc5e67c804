package io.sluice.event;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * The <a href="https://www.w3.org/TR/trace-context/#traceparent-header">W3C trace context</a> of a
 * record: header {@value #HEADER}, version 00, {@value #BYTES} characters. It is passed on as it
 * came; anything else under that name is ignored.
 */
public final class TraceParent {
  public static final String HEADER = "traceparent";
  public static final int BYTES = 55;

  /** Ids of nothing but zeros are none. */
  private static final Pattern VALID =
      Pattern.compile("00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");

  private TraceParent() {}

  /** The trace parent of a record; null when it has none that is valid. */
  public static byte @Nullable [] of(Headers headers) {
    Header header = headers.lastHeader(HEADER);
    byte[] value = header == null ? null : header.value();
    boolean valid =
        value != null
            && value.length == BYTES
            && VALID.matcher(new String(value, StandardCharsets.ISO_8859_1)).matches();
    return valid ? value : null;
  }

  /** Adds a trace parent, if there is one. */
  public static void add(Headers headers, byte @Nullable [] trace) {
    if (trace != null) {
      headers.add(HEADER, trace);
    }
  }
}
