package io.sluice.event.decode;

import io.sluice.config.source.EventsConfig;
import io.sluice.event.DeadLetterReason;
import io.sluice.event.Decoded;
import io.sluice.event.Event;
import io.sluice.event.json.RecordFields;
import io.sluice.event.json.Rejection;
import io.sluice.event.json.WantedField;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;

/**
 * The token of a record whose fields have been read: their texts, joined with a blank. Within one
 * of several texts a blank is {@code %20} and a percent sign {@code %25}, so that no two events of
 * different fields are the same token. Tokens are untrusted text: markup is legal, control
 * characters and broken Unicode are not. Not thread-safe.
 */
final class TokenContent implements RecordContent {
  /** The longest token, in bytes of UTF-8. */
  static final int MAX_BYTES = 256;

  private final List<WantedField> parts;
  private final StringBuilder joined = new StringBuilder();

  /** Asks for the fields of tokens. */
  TokenContent(RecordFields fields, EventsConfig config) {
    parts = config.token().stream().map(name -> fields.want(name).readText()).toList();
  }

  @Override
  public Decoded of(Bytes key, long time, int partition, long offset) throws Rejection {
    return new Decoded.Valid(key, new Event(time, token(), partition, offset));
  }

  private String token() throws Rejection {
    if (parts.size() == 1) {
      return checked(part(parts.get(0)));
    }
    joined.setLength(0);
    for (int i = 0; i < parts.size(); i++) {
      joined.append(i == 0 ? "" : " ").append(escaped(part(parts.get(i))));
    }
    return checked(joined.toString());
  }

  private static String escaped(String part) {
    return part.indexOf('%') < 0 && part.indexOf(' ') < 0
        ? part
        : part.replace("%", "%25").replace(" ", "%20");
  }

  private static String part(WantedField field) throws Rejection {
    String text = field.text();
    if (text != null) {
      return field.isNumber() ? KeyNumber.plain(text) : text;
    }
    throw field.isPresent()
        ? new Rejection(
            DeadLetterReason.INVALID_TOKEN,
            "field " + field.name() + " is neither text, nor a number, nor a boolean")
        : new Rejection(DeadLetterReason.MISSING_TOKEN, "field " + field.name() + " is missing");
  }

  private static String checked(String token) throws Rejection {
    if (token.isBlank()) {
      throw invalid("the token is empty");
    }
    if (token.length() > MAX_BYTES || token.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
      throw invalid("the token is longer than " + MAX_BYTES + " bytes");
    }
    for (int i = 0; i < token.length(); i++) {
      char c = token.charAt(i);
      if (Character.isISOControl(c)) {
        throw invalid("the token has a control character at place " + i);
      }
      if (Character.isSurrogate(c) && Character.charCount(token.codePointAt(i++)) == 1) {
        throw invalid("the token is not valid Unicode");
      }
    }
    return token;
  }

  private static Rejection invalid(String detail) {
    return new Rejection(DeadLetterReason.INVALID_TOKEN, detail);
  }
}
