package io.sluice.event.json;

import com.fasterxml.jackson.core.JsonParser;
import io.sluice.config.source.Envelope;
import io.sluice.config.source.FieldPath;
import io.sluice.event.DeadLetterReason;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The fields of a JSON object that a pipeline reads, picked out in one pass. Fields that no one
 * asked for are skipped, whatever they hold. Not thread-safe: it reuses what it reads into.
 */
public final class RecordFields {
  private final Map<String, WantedField> byName = new HashMap<>();
  private final FieldNode root = new FieldNode();
  private final Envelope envelope;

  /** What the envelope is around. */
  private final WantedField body = new WantedField("body");

  /** All that were asked for, in that order. */
  private WantedField[] fields = {};

  /** No fields yet, of records in an envelope. */
  public RecordFields(Envelope envelope) {
    this.envelope = envelope;
    for (int rank = 0; rank < envelope.bodies().size(); rank++) {
      root.at(envelope.bodies().get(rank)).add(body, rank);
    }
  }

  /** Asks for a field by its name or its path; asking twice gives the same one. */
  public WantedField want(String name) {
    return byName.computeIfAbsent(name, this::planted);
  }

  private WantedField planted(String name) {
    WantedField field = new WantedField(name);
    fields = Arrays.copyOf(fields, fields.length + 1);
    fields[fields.length - 1] = field;
    List<FieldPath> places = places(FieldPath.readings(name));
    for (int rank = 0; rank < places.size(); rank++) {
      root.at(places.get(rank).steps()).add(field, rank);
    }
    return field;
  }

  private List<FieldPath> places(List<FieldPath> readings) {
    List<FieldPath> places = new ArrayList<>();
    for (List<String> way : envelope.bodies()) {
      readings.forEach(reading -> places.add(reading.within(way)));
    }
    places.addAll(readings);
    return places;
  }

  /** Reads an object to its end from the name of a member on. */
  void read(JsonParser parser) throws IOException {
    body.clear();
    for (WantedField field : fields) {
      field.clear();
    }
    root.readMembers(parser);
  }

  /** Whether the envelope says that there is nothing in it. */
  boolean isDeletion() {
    return body.isNull();
  }

  void checkOnce() throws Rejection {
    for (WantedField field : fields) {
      if (field.isTwice()) {
        throw new Rejection(
            DeadLetterReason.DUPLICATE_FIELD, "field " + field.name() + " stands twice");
      }
    }
  }
}
