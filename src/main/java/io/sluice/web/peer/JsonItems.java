package io.sluice.web.peer;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A list in an answer of an instance, taken apart.
 *
 * @param values what stands beside the list, as text
 * @param items what is in it
 */
public record JsonItems(Map<String, String> values, List<Item> items) {
  private static final JsonFactory JSON = new JsonFactory();

  /**
   * One of a list.
   *
   * @param values its own that are no objects or arrays, as text; null as {@code null}
   * @param json the whole
   */
  public record Item(Map<String, String> values, String json) {
    /** A value; empty: there is none. */
    public String value(String name) {
      return Objects.requireNonNullElse(values.get(name), "");
    }

    /** A number. */
    public double number(String name, double otherwise) {
      String text = value(name);
      return text.isEmpty() || text.equals("null") ? otherwise : Double.parseDouble(text);
    }
  }

  /**
   * Takes an answer apart.
   *
   * @param list the name of the list
   * @throws IOException when it is not of that shape
   */
  public static JsonItems parse(byte[] answer, String list) throws IOException {
    Map<String, String> values = new HashMap<>();
    List<Item> items = new ArrayList<>();
    try (JsonParser json = JSON.createParser(answer)) {
      require(json.nextToken() == JsonToken.START_OBJECT);
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        if (json.nextToken() == JsonToken.START_ARRAY && name.equals(list)) {
          while (json.nextToken() == JsonToken.START_OBJECT) {
            items.add(item(json, answer));
          }
          require(json.currentToken() == JsonToken.END_ARRAY);
        } else {
          value(json, name, values);
        }
      }
    }
    return new JsonItems(values, items);
  }

  private static void require(boolean isSo) throws IOException {
    if (!isSo) {
      throw new IOException("an answer of another shape");
    }
  }

  private static Item item(JsonParser json, byte[] answer) throws IOException {
    int from = (int) json.currentTokenLocation().getByteOffset();
    Map<String, String> values = new HashMap<>();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      json.nextToken();
      value(json, name, values);
    }
    int to = (int) json.currentLocation().getByteOffset();
    return new Item(values, new String(answer, from, to - from, StandardCharsets.UTF_8));
  }

  private static void value(JsonParser json, String name, Map<String, String> values)
      throws IOException {
    @Nullable JsonToken token = json.currentToken();
    if (token != null && token.isScalarValue()) {
      values.put(name, json.getText());
    } else {
      json.skipChildren();
    }
  }
}
