package io.sluice.web.api;

import io.sluice.web.api.Order.Place;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Where a page of a list ended, as text that says nothing to whoever gives it back. */
final class Cursor {
  private static final String SEPARATOR = "\n"; // no key has one
  private static final int PARTS = 4;

  private Cursor() {}

  static String of(Place place) {
    String text =
        String.join(
            SEPARATOR,
            Boolean.toString(place.isFiring()),
            Double.toString(place.score()),
            Long.toString(place.changed()),
            place.key());
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  static Place parse(String cursor) {
    try {
      String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
      String[] parts = text.split(SEPARATOR, -1);
      if (parts.length == PARTS) {
        return new Place(
            Boolean.parseBoolean(parts[0]),
            Double.parseDouble(parts[1]),
            Long.parseLong(parts[2]),
            parts[3]);
      }
    } catch (IllegalArgumentException e) {
      // as one of too few parts
    }
    throw Problem.badRequest("the cursor is none that was given");
  }
}
