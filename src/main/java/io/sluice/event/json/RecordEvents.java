package io.sluice.event.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.sluice.event.DeadLetterReason;
import io.sluice.event.Decoded;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * The events of a record: an object is one, an array of objects as many. Those of an array do not
 * depend on each other: one that cannot be used costs none of the others.
 */
final class RecordEvents {
  /** As many as one record may hold. */
  static final int MAX_EVENTS = 10_000;

  private final RecordFields fields;
  private final @Nullable String batch;

  /**
   * Reads into {@code fields}.
   *
   * @param batch the first member of an object that holds an array of events; null: none does
   */
  RecordEvents(RecordFields fields, @Nullable String batch) {
    this.fields = fields;
    this.batch = batch;
  }

  /** Reads the parser's current value to its end. */
  Decoded read(JsonParser parser, byte[] json, RecordReader.Maker maker)
      throws IOException, Rejection {
    if (parser.currentToken() == JsonToken.START_ARRAY) {
      return events(parser, json, maker);
    }
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw notAnObject();
    }
    parser.nextToken();
    return isBatch(parser) ? batch(parser, json, maker) : event(parser, maker);
  }

  private boolean isBatch(JsonParser parser) throws IOException {
    return batch != null
        && parser.currentToken() == JsonToken.FIELD_NAME
        && batch.equals(parser.currentName());
  }

  private Decoded batch(JsonParser parser, byte[] json, RecordReader.Maker maker)
      throws IOException, Rejection {
    if (parser.nextToken() != JsonToken.START_ARRAY) {
      throw notAnObject();
    }
    Decoded events = events(parser, json, maker);
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      parser.skipChildren();
    }
    return events;
  }

  private Decoded events(JsonParser parser, byte[] json, RecordReader.Maker maker)
      throws IOException, Rejection {
    List<Decoded.Element> elements = new ArrayList<>();
    boolean isOfEvents = false;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (elements.size() == MAX_EVENTS) {
        throw new Rejection(
            DeadLetterReason.RECORD_TOO_LARGE, "more than " + MAX_EVENTS + " events in a record");
      }
      isOfEvents |= parser.currentToken() == JsonToken.START_OBJECT;
      int from = (int) parser.currentTokenLocation().getByteOffset();
      Decoded decoded = element(parser, maker);
      int to = (int) parser.currentLocation().getByteOffset();
      elements.add(new Decoded.Element(decoded, Bytes.wrap(Arrays.copyOfRange(json, from, to))));
    }
    if (!isOfEvents) {
      throw notAnObject();
    }
    return new Decoded.Batch(elements);
  }

  private Decoded element(JsonParser parser, RecordReader.Maker maker) throws IOException {
    if (parser.currentToken() == JsonToken.START_OBJECT) {
      parser.nextToken();
      return event(parser, maker);
    }
    parser.skipChildren();
    parser.finishToken();
    return notAnObject().defect();
  }

  /** Reads an object from the name of its first member on. */
  private Decoded event(JsonParser parser, RecordReader.Maker maker) throws IOException {
    fields.read(parser);
    try {
      fields.checkOnce();
      return fields.isDeletion() ? Decoded.Empty.UNDATED : maker.make();
    } catch (Rejection e) {
      return e.defect();
    }
  }

  private static Rejection notAnObject() {
    return new Rejection(
        DeadLetterReason.NOT_AN_OBJECT, "the value is neither a JSON object nor an array of them");
  }
}
