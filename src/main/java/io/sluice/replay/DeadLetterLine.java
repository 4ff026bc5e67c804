package io.sluice.replay;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * A dead letter as one JSON object: the reason and the original's coordinates, which stand in the
 * record's headers, and the value as text, or in Base64 when it is no UTF-8.
 */
final class DeadLetterLine {
  private static final JsonFactory JSON = new JsonFactory();

  private DeadLetterLine() {}

  static byte[] of(Headers headers, byte @Nullable [] value) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream(512);
    try (JsonGenerator json = JSON.createGenerator(out)) {
      json.writeStartObject();
      json.writeStringField("reason", text(headers, "sluice-reason"));
      json.writeStringField("detail", text(headers, "sluice-detail"));
      json.writeStringField("topic", text(headers, "sluice-topic"));
      number(json, "partition", headers);
      number(json, "offset", headers);
      number(json, "timestamp", headers);
      number(json, "size", headers);
      value(json, value);
      json.writeEndObject();
    }
    return out.toByteArray();
  }

  private static @Nullable String text(Headers headers, String name) {
    Header header = headers.lastHeader(name);
    return header == null ? null : new String(header.value(), StandardCharsets.UTF_8);
  }

  /** A number or null; the headers are written by the pipeline, so what stands there is one. */
  private static void number(JsonGenerator json, String name, Headers headers) throws IOException {
    String digits = text(headers, "sluice-" + name);
    if (digits == null) {
      json.writeNullField(name);
    } else {
      json.writeNumberField(name, Long.parseLong(digits));
    }
  }

  private static void value(JsonGenerator json, byte @Nullable [] value) throws IOException {
    if (value == null) {
      json.writeNullField("value");
      return;
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(value)).toString();
      json.writeStringField("value", text);
    } catch (CharacterCodingException e) {
      json.writeStringField("value_base64", Base64.getEncoder().encodeToString(value));
    }
  }
}
