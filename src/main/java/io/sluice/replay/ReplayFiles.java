package io.sluice.replay;

import io.sluice.config.TopicsConfig;
import io.sluice.event.DeadLetterReason;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Writes what a pipeline publishes to {@code forecasts.jsonl}, {@code alerts.jsonl}, {@code
 * late.jsonl} and {@code dead-letters.jsonl}, one JSON object per line. Of several partitions one
 * comes after the other, each in its order: how they interleave is chance.
 *
 * <p>So it is with the two stages of the pipeline that publish dead letters: those of records that
 * are no events come before those of the window stage, and in the order of the source.
 */
final class ReplayFiles implements AutoCloseable {
  private static final String TOO_MANY_KEYS = DeadLetterReason.TOO_MANY_KEYS.label();

  private static final Set<String> OF_WINDOW_STAGE =
      Set.of(TOO_MANY_KEYS, DeadLetterReason.MODEL_FAILED.label());

  private final TopicsConfig topics;
  private final int partitions;
  private final Path directory;
  private final Output forecasts;
  private final Output alerts;
  private final Output late;
  private final Output deadLetters;
  private final PartitionedLines deadWindows;
  private final Map<String, Refused> refused = new TreeMap<>();

  /**
   * Opens the files, which are overwritten, in a directory, which is created when missing.
   *
   * @param partitions of each topic
   */
  ReplayFiles(Path directory, TopicsConfig topics, int partitions) throws IOException {
    this.topics = topics;
    this.partitions = partitions;
    this.directory = directory;
    Files.createDirectories(directory);
    forecasts = new Output("forecasts.jsonl");
    alerts = new Output("alerts.jsonl");
    late = new Output("late.jsonl");
    deadLetters = new Output("dead-letters.jsonl");
    deadWindows = new PartitionedLines(directory, partitions);
  }

  void write(ConsumerRecord<byte[], byte[]> record) throws IOException {
    if (record.topic().equals(topics.deadLetters())) {
      deadLetter(record);
    } else if (record.topic().equals(topics.forecasts())) {
      forecasts.write(record.partition(), record.offset(), record.value());
    } else {
      Output output = record.topic().equals(topics.alerts()) ? alerts : late;
      output.write(record.partition(), record.offset(), record.value());
    }
  }

  /** Those of the first stage may have no key, and then stand on any partition. */
  private void deadLetter(ConsumerRecord<byte[], byte[]> record) throws IOException {
    Headers headers = record.headers();
    byte[] line = DeadLetterLine.of(headers, record.value());
    String reason = text(headers, "sluice-reason");
    if (reason != null && OF_WINDOW_STAGE.contains(reason)) {
      deadWindows.write(record.partition(), record.offset(), line);
      String detail = String.valueOf(text(headers, "sluice-detail"));
      Place place =
          new Place(number(headers, "sluice-partition"), number(headers, "sluice-offset"));
      refused.merge(reason, new Refused(1, detail, Bytes.wrap(record.key()), place), Refused::and);
    } else {
      int partition = (int) number(headers, "sluice-partition");
      deadLetters.write(partition, number(headers, "sluice-offset"), line);
    }
  }

  /** Windows that could not be used, a line for each reason. */
  List<String> describeWindows() {
    return refused.entrySet().stream()
        .filter(entry -> !entry.getKey().equals(TOO_MANY_KEYS))
        .map(entry -> entry.getKey() + ": " + entry.getValue())
        .toList();
  }

  /** The records of keys that were too many; null: there are none. */
  @Nullable Refused tooManyKeys() {
    return refused.get(TOO_MANY_KEYS);
  }

  private static long number(Headers headers, String name) {
    String digits = text(headers, name);
    return digits == null ? 0 : Long.parseLong(digits);
  }

  private static @Nullable String text(Headers headers, String name) {
    Header header = headers.lastHeader(name);
    return header == null ? null : new String(header.value(), StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    try (deadWindows;
        forecasts;
        alerts;
        late;
        deadLetters) {
      deadLetters.arrange();
      deadWindows.copyTo(deadLetters.out);
    }
  }

  /**
   * The dead letters of one reason.
   *
   * @param count how many
   * @param detail that of one
   * @param key that of the first by the order of the source
   * @param place where that stands
   */
  record Refused(long count, String detail, Bytes key, Place place) {
    Refused and(Refused other) {
      Refused first = other.place.compareTo(place) < 0 ? other : this;
      return new Refused(count + other.count, detail, first.key, first.place);
    }

    @Override
    public String toString() {
      return String.format(Locale.ROOT, "%,d, such as: %s", count, detail);
    }
  }

  /** Where a record stands in the source. */
  record Place(long partition, long offset) implements Comparable<Place> {
    private static final Comparator<Place> ORDER =
        Comparator.comparingLong(Place::partition).thenComparingLong(Place::offset);

    @Override
    public int compareTo(Place other) {
      return ORDER.compare(this, other);
    }
  }

  /** A file; the lines of a single partition go into it as they come. */
  private final class Output implements AutoCloseable {
    final OutputStream out;
    private @Nullable PartitionedLines waiting;

    Output(String name) throws IOException {
      out = new BufferedOutputStream(Files.newOutputStream(directory.resolve(name)), 1 << 16);
      waiting = partitions == 1 ? null : new PartitionedLines(directory, partitions);
    }

    void write(int partition, long offset, byte[] line) throws IOException {
      if (waiting == null) {
        out.write(line);
        out.write('\n');
      } else {
        waiting.write(partition, offset, line);
      }
    }

    void arrange() throws IOException {
      if (waiting != null) {
        try (PartitionedLines lines = waiting) {
          waiting = null;
          lines.copyTo(out);
        }
      }
    }

    @Override
    public void close() throws IOException {
      try (out) {
        arrange();
      }
    }
  }
}
