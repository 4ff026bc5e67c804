package io.sluice.web.api;

import io.sluice.web.api.Order.Place;
import io.sluice.web.peer.Gathering;
import io.sluice.web.peer.Gathering.Gathered;
import io.sluice.web.peer.JsonItems;
import io.sluice.web.peer.JsonItems.Item;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Pages of several instances' lists of series, as one. */
final class SeriesPages {
  /** Of a series that moved and is still told of where it was, the newer window counts. */
  private final Map<String, Item> byKey = new HashMap<>();

  private long matching;
  private long windowsNotHeld;
  private boolean isMore;

  private SeriesPages() {}

  static byte[] merge(byte[] own, Gathered others, Order order, int limit) {
    SeriesPages pages = new SeriesPages();
    List<String> missing = new ArrayList<>(others.missing());
    Stream.concat(Stream.of(own), others.bodies().stream())
        .forEach(
            body -> {
              try {
                pages.add(JsonItems.parse(body, "series"));
              } catch (IOException e) {
                missing.add("an instance whose answer is of another shape");
              }
            });
    return pages.write(new Gathered(others.asked(), List.of(), missing), order, limit);
  }

  private void add(JsonItems page) {
    matching += number(page, "matching");
    windowsNotHeld += number(page, "windowsNotHeld");
    isMore |= !page.values().getOrDefault("next", "null").equals("null");
    for (Item item : page.items()) {
      byKey.merge(item.value("key"), item, SeriesPages::newer);
    }
  }

  private static long number(JsonItems page, String name) {
    return Long.parseLong(page.values().getOrDefault(name, "0"));
  }

  private static Item newer(Item one, Item other) {
    return place(one).changed() < place(other).changed() ? other : one;
  }

  private static Place place(Item item) {
    return new Place(
        item.value("firing").equals("true"),
        item.number("score", -1),
        Instant.parse(item.value("end")).toEpochMilli(),
        item.value("key"));
  }

  private byte[] write(Gathered gathered, Order order, int limit) {
    List<Item> all =
        byKey.values().stream()
            .sorted(Comparator.comparing(SeriesPages::place, order.comparator()))
            .toList();
    List<Item> page = all.subList(0, Math.min(limit, all.size()));
    boolean hasNext = !page.isEmpty() && (isMore || all.size() > limit);
    @Nullable String next = hasNext ? Cursor.of(place(page.get(page.size() - 1))) : null;
    return JsonBody.of(
        json -> {
          json.writeStartObject();
          json.writeNumberField("matching", matching);
          json.writeNumberField("windowsNotHeld", windowsNotHeld);
          json.writeArrayFieldStart("series");
          for (Item item : page) {
            json.writeRawValue(item.json());
          }
          json.writeEndArray();
          JsonBody.text(json, "next", next);
          Gathering.write(json, gathered);
          json.writeEndObject();
        });
  }
}
