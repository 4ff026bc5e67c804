package io.sluice.web.peer;

import com.fasterxml.jackson.core.JsonGenerator;
import io.sluice.web.peer.Gathering.Gathered;
import io.sluice.web.peer.JsonItems.Item;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What other instances say of their parts of the pipelines: numbers that add up, and times. */
public final class PipelineParts {
  private final Map<String, List<Item>> byName = new HashMap<>();
  private final List<String> missing;
  private final int asked;

  private PipelineParts(Gathered gathered) {
    this.missing = new ArrayList<>(gathered.missing());
    this.asked = gathered.asked();
  }

  /** Of all pipelines. */
  public static PipelineParts ofAll(Gathered gathered) {
    PipelineParts parts = new PipelineParts(gathered);
    parts.add(gathered, body -> JsonItems.parse(body, "pipelines").items());
    return parts;
  }

  /** Of the one pipeline that they were asked for. */
  public static PipelineParts ofOne(Gathered gathered) {
    PipelineParts parts = new PipelineParts(gathered);
    parts.add(gathered, body -> List.of(new Item(JsonItems.parse(body, "").values(), "")));
    return parts;
  }

  /** Takes an answer apart. */
  @FunctionalInterface
  private interface Reader {
    List<Item> read(byte[] body) throws IOException;
  }

  private void add(Gathered gathered, Reader reader) {
    for (byte[] body : gathered.bodies()) {
      try {
        for (Item item : reader.read(body)) {
          byName.computeIfAbsent(item.value("name"), name -> new ArrayList<>()).add(item);
        }
      } catch (IOException e) {
        missing.add("an instance whose answer is of another shape");
      }
    }
  }

  private List<Item> of(String pipeline) {
    return byName.getOrDefault(pipeline, List.of());
  }

  /** A number of all instances together. */
  public long sum(String pipeline, String field, long own) {
    return own + of(pipeline).stream().mapToLong(part -> (long) part.number(field, 0)).sum();
  }

  /** The same of one that is not whole. */
  public double rate(String pipeline, String field, double own) {
    return own + of(pipeline).stream().mapToDouble(part -> part.number(field, 0)).sum();
  }

  /**
   * A share of all instances together, each with the weight of what it is a share of.
   *
   * @param own of this instance; NaN: of nothing
   * @return NaN: of nothing
   */
  public double share(String pipeline, String field, String weight, double own, long ownWeight) {
    double sum = ownWeight == 0 ? 0 : own * ownWeight;
    for (Item part : of(pipeline)) {
      sum += part.number(field, 0) * part.number(weight, 0);
    }
    return sum / sum(pipeline, weight, ownWeight);
  }

  /**
   * The newest of all instances.
   *
   * @param own of this instance, epoch ms; negative: none
   * @return negative: none
   */
  public long newest(String pipeline, String field, long own) {
    long newest = own;
    for (Item part : of(pipeline)) {
      String time = part.value(field);
      if (!time.isEmpty() && !time.equals("null")) {
        newest = Math.max(newest, Instant.parse(time).toEpochMilli());
      }
    }
    return newest;
  }

  /** Who was asked, if anybody was. */
  public void write(JsonGenerator json) throws IOException {
    Gathering.write(json, new Gathered(asked, List.of(), missing));
  }
}
