package io.sluice.cli.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.encoder.EncoderBase;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A JSON object per event and line, in ASCII: {@code timestamp} (epoch ms), {@code level}, {@code
 * loggerName}, {@code threadName}, then the fields of our own messages, or {@code formattedMessage}
 * where it is a sentence, then {@code throwable} with {@code className}, {@code message} and {@code
 * stackTrace}.
 */
public final class JsonLines extends EncoderBase<ILoggingEvent> {
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  private static final Set<String> TAKEN =
      Set.of("timestamp", "level", "loggerName", "threadName", "formattedMessage", "throwable");

  private static final byte[] NOTHING = {};

  @Override
  public byte[] headerBytes() {
    return NOTHING;
  }

  @Override
  public byte[] footerBytes() {
    return NOTHING;
  }

  @Override
  public byte[] encode(ILoggingEvent event) {
    StringWriter line = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(line)) {
      json.writeStartObject();
      json.writeNumberField("timestamp", event.getTimeStamp());
      json.writeStringField("level", event.getLevel().toString());
      json.writeStringField("loggerName", event.getLoggerName());
      json.writeStringField("threadName", event.getThreadName());
      writeMessage(event, json);
      if (event.getThrowableProxy() != null) {
        writeThrowable(event.getThrowableProxy(), json);
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // A StringWriter does not fail.
    }
    return line.append('\n').toString().getBytes(StandardCharsets.US_ASCII);
  }

  private static void writeMessage(ILoggingEvent event, JsonGenerator json) throws IOException {
    Optional<List<Field>> fields = Fields.of(event);
    if (fields.isEmpty()) {
      json.writeStringField("formattedMessage", event.getFormattedMessage());
      return;
    }
    for (Field field : fields.get()) {
      json.writeFieldName(TAKEN.contains(field.name()) ? field.name() + "_" : field.name());
      writeValue(field.value(), json);
    }
  }

  private static void writeValue(Object value, JsonGenerator json) throws IOException {
    if (value instanceof Integer || value instanceof Long) {
      json.writeNumber(((Number) value).longValue());
    } else if (value instanceof Double number && Double.isFinite(number)) {
      json.writeNumber(number);
    } else if (value instanceof Boolean flag) {
      json.writeBoolean(flag);
    } else {
      json.writeString(value.toString());
    }
  }

  private static void writeThrowable(IThrowableProxy thrown, JsonGenerator json)
      throws IOException {
    json.writeObjectFieldStart("throwable");
    json.writeStringField("className", thrown.getClassName());
    json.writeStringField("message", thrown.getMessage());
    json.writeStringField("stackTrace", StackTrace.of(thrown));
    json.writeEndObject();
  }
}
