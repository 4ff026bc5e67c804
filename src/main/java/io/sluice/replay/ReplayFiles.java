package io.sluice.replay;

import io.sluice.config.TopicsConfig;
import io.sluice.event.DeadLetterReason;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * Writes what a pipeline publishes to {@code forecasts.jsonl}, {@code alerts.jsonl}, {@code
 * late.jsonl} and {@code dead-letters.jsonl}, one JSON object per line.
 *
 * <p>Dead letters of records that are no events come before those of the window stage: two stages
 * of the pipeline publish to that topic, and in which order their records reach it is chance.
 */
final class ReplayFiles implements AutoCloseable {
  private static final Set<String> OF_WINDOW_STAGE =
      Set.of(
          DeadLetterReason.TOO_MANY_KEYS.label(),
          DeadLetterReason.UNSCALABLE_WINDOW.label(),
          DeadLetterReason.MODEL_FAILED.label());

  private final TopicsConfig topics;
  private final OutputStream forecasts;
  private final OutputStream alerts;
  private final OutputStream late;
  private final OutputStream deadLetters;
  private final OutputStream deadWindows;
  private final Path deadWindowsFile;

  /** Opens the files, which are overwritten, in a directory, which is created when missing. */
  ReplayFiles(Path directory, TopicsConfig topics) throws IOException {
    this.topics = topics;
    Files.createDirectories(directory);
    deadWindowsFile = Files.createTempFile(directory, "dead-windows", ".tmp");
    forecasts = open(directory.resolve("forecasts.jsonl"));
    alerts = open(directory.resolve("alerts.jsonl"));
    late = open(directory.resolve("late.jsonl"));
    deadLetters = open(directory.resolve("dead-letters.jsonl"));
    deadWindows = open(deadWindowsFile);
  }

  private static OutputStream open(Path file) throws IOException {
    return new BufferedOutputStream(Files.newOutputStream(file), 1 << 16);
  }

  void write(ConsumerRecord<byte[], byte[]> record) throws IOException {
    if (record.topic().equals(topics.deadLetters())) {
      byte[] line = DeadLetterLine.of(record.headers(), record.value());
      line(isOfWindowStage(record) ? deadWindows : deadLetters, line);
    } else if (record.topic().equals(topics.forecasts())) {
      line(forecasts, record.value());
    } else {
      line(record.topic().equals(topics.alerts()) ? alerts : late, record.value());
    }
  }

  private static boolean isOfWindowStage(ConsumerRecord<byte[], byte[]> record) {
    Header reason = record.headers().lastHeader("sluice-reason");
    return reason != null
        && OF_WINDOW_STAGE.contains(new String(reason.value(), StandardCharsets.UTF_8));
  }

  private static void line(OutputStream out, byte[] json) throws IOException {
    out.write(json);
    out.write('\n');
  }

  @Override
  public void close() throws IOException {
    try (forecasts;
        alerts;
        late;
        deadLetters) {
      deadWindows.close();
      Files.copy(deadWindowsFile, deadLetters);
      Files.delete(deadWindowsFile);
    }
  }
}
