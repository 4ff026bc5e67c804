package io.sluice.app;

import io.sluice.topology.InternalTopics;
import io.sluice.topology.Stores;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.errors.StreamsException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells local stores of before a reset from those after it. A reset deletes the changelogs, here
 * and for all machines; what lies beside the stores of another machine would be taken for offsets
 * of the changelogs that are made anew, and what was forgotten would come back.
 *
 * <p>The epoch is the id that the broker gave the changelog of {@link Stores#META}: a topic that is
 * made anew has another one. It is kept in a file beside the stores. Stores without the file, which
 * earlier releases wrote, are taken for those of the topic that there is.
 */
final class StateEpoch {
  private static final Logger LOG = LoggerFactory.getLogger(StateEpoch.class);

  /** In the pipeline's directory. */
  static final String FILE = "changelog-id";

  /** Longer than any id. */
  private static final int MOST_BYTES = 64;

  private static final Duration ANSWER = Duration.ofSeconds(30);

  /** What Kafka Streams calls the directory of a task. */
  private static final Pattern TASK = Pattern.compile("\\d+_\\d+");

  private final Admin admin;
  private final String pipeline;
  private final String topic;
  private final Path directory;
  private volatile boolean isKept;

  /**
   * Looks at nothing yet.
   *
   * @param admin stays the caller's
   * @param stateDir where the stores of all pipelines of the process lie
   */
  StateEpoch(Admin admin, String pipeline, String applicationId, Path stateDir) {
    this.admin = admin;
    this.pipeline = pipeline;
    this.topic = InternalTopics.changelog(applicationId, Stores.META);
    this.directory = stateDir.resolve(applicationId);
  }

  /**
   * Deletes stores of another epoch. To be called while the directory is the process's own, and
   * before Kafka Streams has locked a task in it.
   *
   * @throws StreamsException when the broker does not answer, or a store cannot be deleted
   */
  void begin() {
    Optional<String> current = current();
    try {
      Optional<String> kept = kept();
      if (current.isEmpty() || !kept.orElse(current.get()).equals(current.get())) {
        deleteStores();
      }
      if (current.isEmpty()) {
        Files.deleteIfExists(directory.resolve(FILE));
      }
    } catch (IOException | DirectoryIteratorException e) {
      throw new StreamsException("cannot delete the stale stores in " + directory + ": " + e, e);
    }
    current.ifPresent(this::write);
  }

  /** The topic's id; empty when there is no such topic. */
  private Optional<String> current() {
    try {
      return Optional.of(id(ask().get(ANSWER.toMillis(), TimeUnit.MILLISECONDS)));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        return Optional.empty();
      }
      throw new StreamsException("cannot look for topic " + topic + ": " + e.getCause(), e);
    } catch (TimeoutException e) {
      throw new StreamsException(
          "cannot look for topic " + topic + ": no answer within " + ANSWER.toSeconds() + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptException(e);
    }
  }

  private KafkaFuture<Map<String, TopicDescription>> ask() {
    return admin.describeTopics(List.of(topic)).allTopicNames();
  }

  private String id(Map<String, TopicDescription> found) {
    return Objects.requireNonNull(found.get(topic)).topicId().toString();
  }

  /** What the file says, an empty text when it cannot be read; empty without a file. */
  private Optional<String> kept() {
    try (InputStream in =
        Files.newInputStream(directory.resolve(FILE), LinkOption.NOFOLLOW_LINKS)) {
      return Optional.of(new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8).strip());
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      LOG.debug("event=epoch-unreadable pipeline={} cause=\"{}\"", pipeline, e.toString());
      return Optional.of("");
    }
  }

  private void deleteStores() throws IOException {
    List<Path> stores = stores();
    for (Path store : stores) {
      Utils.delete(store.toFile()); // deletes links, not what they point to
    }
    if (!stores.isEmpty()) {
      LOG.info(
          "event=state-stale pipeline={} directory=\"{}\" tasks={}",
          pipeline,
          directory,
          stores.size());
    }
  }

  private List<Path> stores() throws IOException {
    List<Path> stores = new ArrayList<>();
    if (Files.isDirectory(directory)) {
      try (DirectoryStream<Path> found = Files.newDirectoryStream(directory)) {
        for (Path path : found) {
          if (TASK.matcher(directory.relativize(path).toString()).matches()) {
            stores.add(path);
          }
        }
      }
    }
    return stores;
  }

  /**
   * Keeps the epoch of stores that are in use now, unless it is kept already; waits for nothing.
   */
  void keep() {
    if (isKept) {
      return;
    }
    try {
      var unused = ask().whenComplete(this::keep);
    } catch (KafkaException | IllegalStateException e) {
      notKept(e); // the pipeline is being closed
    }
  }

  private void keep(@Nullable Map<String, TopicDescription> found, @Nullable Throwable failure) {
    if (found == null) {
      notKept(failure);
    } else {
      write(id(found));
    }
  }

  /** So that the file is whole or not there, and its owner's only. */
  private void write(String id) {
    try {
      Path written = Files.createTempFile(directory, FILE, null);
      try {
        Files.writeString(written, id + "\n");
        Files.move(written, directory.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
        isKept = true;
      } finally {
        Files.deleteIfExists(written);
      }
    } catch (IOException e) {
      notKept(e);
    }
  }

  /** The next start tries again. */
  private void notKept(@Nullable Throwable cause) {
    LOG.debug("event=epoch-not-kept pipeline={} cause=\"{}\"", pipeline, String.valueOf(cause));
  }
}
