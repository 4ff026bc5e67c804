package io.sluice.web.api;

import io.javalin.http.Context;
import io.sluice.config.yaml.KebabCase;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The parameters of a request: those that the operation does not know are refused. */
final class Query {
  private static final int MAX_TEXT = 4096;
  private static final Pattern BROKEN = Pattern.compile("%(?![0-9a-fA-F]{2})");

  private final Context context;

  /**
   * Those of a request.
   *
   * @throws Problem 400 when there is one that is not known or comes twice, or when they are not
   *     percent-encoded
   */
  Query(Context context, String... known) {
    this.context = context;
    String all = context.queryString();
    if (all != null && BROKEN.matcher(all).find()) {
      throw Problem.badRequest("a % in the parameters is not followed by two hexadecimal digits");
    }
    Set<String> names = Set.of(known);
    List<String> unknown =
        context.queryParamMap().keySet().stream().filter(name -> !names.contains(name)).toList();
    if (!unknown.isEmpty()) {
      throw Problem.badRequest(
          "there is no parameter '%s'; there are: %s"
              .formatted(
                  shortened(unknown.get(0)),
                  names.stream().sorted().collect(Collectors.joining(", "))));
    }
  }

  private static String shortened(String text) {
    return text.length() <= 64 ? text : text.substring(0, 64) + "…";
  }

  /** Null: it is absent or empty. */
  @Nullable String text(String name) {
    if (context.queryParams(name).size() > 1) {
      throw Problem.badRequest(name + " is there more than once");
    }
    String text = context.queryParam(name);
    if (text != null && text.length() > MAX_TEXT) {
      throw Problem.badRequest(name + " is longer than " + MAX_TEXT + " characters");
    }
    return text == null || text.isEmpty() ? null : text;
  }

  int integer(String name, int otherwise, int least, int most) {
    String text = text(name);
    if (text == null) {
      return otherwise;
    }
    try {
      int value = Integer.parseInt(text);
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      // as one that is out of range
    }
    throw Problem.badRequest(name + " is not a number from " + least + " to " + most);
  }

  /** False also: it is absent. */
  boolean flag(String name) {
    String text = text(name);
    if (text == null || text.equals("false")) {
      return false;
    }
    if (text.equals("true")) {
      return true;
    }
    throw Problem.badRequest(name + " is one of true, false");
  }

  /** Epoch ms. */
  long time(String name, long otherwise) {
    String text = text(name);
    try {
      return text == null ? otherwise : Instant.parse(text).toEpochMilli();
    } catch (DateTimeParseException | ArithmeticException e) {
      throw Problem.badRequest(name + " is not a time such as 2026-11-30T12:00:00Z");
    }
  }

  /** One of an enum's constants in lower case, with hyphens; null: it is absent. */
  <E extends Enum<E>> @Nullable E oneOf(String name, Class<E> type) {
    String text = text(name);
    if (text == null) {
      return null;
    }
    for (E constant : type.getEnumConstants()) {
      if (spelled(constant).equals(text)) {
        return constant;
      }
    }
    throw Problem.badRequest(
        "%s is one of %s"
            .formatted(
                name,
                Arrays.stream(type.getEnumConstants())
                    .map(Query::spelled)
                    .collect(Collectors.joining(", "))));
  }

  private static String spelled(Enum<?> constant) {
    return KebabCase.of(constant);
  }
}
