package io.sluice.output;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The published schemas, held against real output. */
public final class Schemas {
  static final ObjectMapper JSON = new ObjectMapper();

  private Schemas() {}

  static JsonNode schema(String name) {
    try (InputStream in = Schemas.class.getResourceAsStream("/schemas/" + name)) {
      return JSON.readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Asserts that a body is as its schema says, and returns it. */
  public static JsonNode valid(String name, byte[] body) {
    JsonNode node = parse(body);
    assertThat(validator(name).validate(node)).isEmpty();
    return node;
  }

  static JsonSchema validator(String name) {
    SchemaValidatorsConfig config =
        SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();
    return JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(schema(name), config);
  }

  static JsonNode parse(byte[] body) {
    try {
      return JSON.readTree(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
