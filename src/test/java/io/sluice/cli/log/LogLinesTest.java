package io.sluice.cli.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a log call, as text and as JSON, whatever its values hold. */
final class LogLinesTest {
  private static final String EVIL = "a\n\"b\" c=d \u001b[31m\u202e\\";

  private final LoggerContext context = new LoggerContext();

  private ILoggingEvent event(String logger, Throwable thrown, String pattern, Object... values) {
    Logger made = context.getLogger(logger);
    return new LoggingEvent("", made, Level.WARN, pattern, thrown, values);
  }

  private ILoggingEvent ours(String pattern, Object... values) {
    return event("io.sluice.Some", null, pattern, values);
  }

  private static String text(ILoggingEvent event) {
    return new MessageConverter().convert(event) + new StackTraceConverter().convert(event);
  }

  private static JsonNode json(ILoggingEvent event) throws IOException {
    byte[] line = new JsonLines().encode(event);
    String ascii = new String(line, StandardCharsets.US_ASCII);
    assertThat(ascii).endsWith("}\n");
    assertThat(ascii.strip()).matches("[ -~]+");
    return new ObjectMapper().readTree(line);
  }

  @Test
  void message_hasItsValuesAsFieldsOfTheirKind() throws IOException {
    JsonNode event =
        json(
            ours(
                "event=model-switched pipeline={} from={} windows={} ok={}", "p", "ab12", 7, true));

    assertThat(event.at("/event").asText()).isEqualTo("model-switched");
    assertThat(event.at("/pipeline").asText()).isEqualTo("p");
    assertThat(event.at("/from").asText()).isEqualTo("ab12");
    assertThat(event.at("/windows").isInt()).isTrue();
    assertThat(event.at("/ok").isBoolean()).isTrue();
    assertThat(event.at("/level").asText()).isEqualTo("WARN");
    assertThat(event.has("formattedMessage")).isFalse();
  }

  @Test
  void text_isAsItWasWrittenWhereValuesArePlain() {
    assertThat(
            text(ours("event=x pipeline={} file={} n={} reason=\"{}\"", "p", "/a/b.onnx", 7, "no")))
        .isEqualTo("event=x pipeline=p file=/a/b.onnx n=7 reason=\"no\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"event=x key={} end=1", "event=x key=\"{}\" end=1"})
  void valueFromOutside_forgesNeitherALineNorAField(String pattern) throws IOException {
    JsonNode event = json(ours(pattern, EVIL));

    assertThat(event.at("/key").asText()).isEqualTo(EVIL);
    assertThat(event.at("/end").asText()).isEqualTo("1");
    assertThat(event.has("c")).isFalse();
    assertThat(text(ours(pattern, EVIL)))
        .isEqualTo("event=x key=\"a\\n\\\"b\\\" c=d \\u001b[31m\\u202e\\\\\" end=1");
  }

  @Test
  void valueThatLooksLikeAPlaceOrAField_staysOneValue() throws IOException {
    JsonNode event = json(ours("event=x key={} detail=\"{}\"", "{} event=y", "z"));

    assertThat(event.at("/key").asText()).isEqualTo("{} event=y");
    assertThat(event.at("/event").asText()).isEqualTo("x");
    assertThat(event.at("/detail").asText()).isEqualTo("z");
  }

  @Test
  void severalValuesInOneField_andOneThatIsMissing() throws IOException {
    assertThat(json(ours("event=x at={}:{} what=\"{} of {}\"", "h", 1, 2, 3)).at("/what").asText())
        .isEqualTo("2 of 3");
    assertThat(json(ours("event=x key={}", (Object) null)).at("/key").asText()).isEqualTo("null");
  }

  @Test
  void sentence_andOthersMessages_stayMessages() throws IOException {
    assertThat(json(ours("All is {}.", "well")).at("/formattedMessage").asText())
        .isEqualTo("All is well.");
    ILoggingEvent others = event("org.apache.kafka.X", null, "node={} \u001b[1m\nforged", 1);
    assertThat(json(others).at("/formattedMessage").asText()).isEqualTo("node=1 \u001b[1m\nforged");
    assertThat(text(others)).isEqualTo("node=1 \\u001b[1m forged");
  }

  @Test
  void exception_isTraceableAndItsMessageHarmless() throws IOException {
    Exception thrown = new IllegalStateException("outer", new IOException("in\nner \u001b[2J"));
    ILoggingEvent event = event("io.sluice.Some", thrown, "event=x");

    assertThat(text(event).lines())
        .startsWith("event=xjava.lang.IllegalStateException: outer")
        .contains("Caused by: java.io.IOException: in ner \\u001b[2J")
        .anyMatch(line -> line.startsWith("\tat io.sluice.cli.log.LogLinesTest"));
    assertThat(json(event).at("/throwable/className").asText()).endsWith("IllegalStateException");
    assertThat(json(event).at("/throwable/stackTrace").asText()).contains("Caused by: java.io");
  }
}
