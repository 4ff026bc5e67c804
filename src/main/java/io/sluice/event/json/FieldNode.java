package io.sluice.event.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A value that is read, or within which one is: the wanted fields as a tree of their paths. */
final class FieldNode {
  /** Values further back in an array cannot be named. */
  private static final Pattern PLACE = Pattern.compile("0|[1-9]\\d{0,2}");

  private Wanted[] wanted = {};
  private final Map<String, FieldNode> members = new HashMap<>();

  /** The members whose names are places in an array, each at its place. */
  private @Nullable FieldNode[] elements = {};

  /** A field that may be this value, and how many better places for it there are. */
  private record Wanted(WantedField field, int rank) {}

  /** The node at the end of a path that begins here. */
  FieldNode at(List<String> path) {
    FieldNode node = this;
    for (String step : path) {
      node = node.member(step);
    }
    return node;
  }

  private FieldNode member(String name) {
    FieldNode known = members.get(name);
    if (known != null) {
      return known;
    }
    FieldNode member = new FieldNode();
    members.put(name, member);
    if (PLACE.matcher(name).matches()) {
      int place = Integer.parseInt(name);
      elements = Arrays.copyOf(elements, Math.max(elements.length, place + 1));
      elements[place] = member;
    }
    return member;
  }

  void add(WantedField field, int rank) {
    wanted = Arrays.copyOf(wanted, wanted.length + 1);
    wanted[wanted.length - 1] = new Wanted(field, rank);
  }

  /** Reads the parser's current value to its end. */
  void read(JsonParser parser) throws IOException {
    for (Wanted one : wanted) {
      one.field.read(parser, one.rank);
    }
    JsonToken token = parser.currentToken();
    if (!token.isStructStart()) {
      return;
    }
    if (token == JsonToken.START_OBJECT && !members.isEmpty()) {
      parser.nextToken();
      readMembers(parser);
    } else if (token == JsonToken.START_ARRAY && elements.length > 0) {
      readElements(parser);
    } else {
      parser.skipChildren();
    }
  }

  /** Reads an object to its end from the name of a member on. */
  void readMembers(JsonParser parser) throws IOException {
    while (parser.currentToken() == JsonToken.FIELD_NAME) {
      FieldNode member = members.get(parser.currentName());
      parser.nextToken();
      read(member, parser);
      parser.nextToken();
    }
  }

  private void readElements(JsonParser parser) throws IOException {
    for (int place = 0; parser.nextToken() != JsonToken.END_ARRAY; place++) {
      read(place < elements.length ? elements[place] : null, parser);
    }
  }

  private static void read(@Nullable FieldNode node, JsonParser parser) throws IOException {
    if (node == null) {
      parser.skipChildren();
    } else {
      node.read(parser);
    }
  }
}
