package io.sluice.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.broker.EmbeddedBroker;
import io.sluice.broker.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Which stores of a machine are those of the changelogs that the broker has. */
@Timeout(120)
final class StateEpochTest {
  private static EmbeddedBroker broker;
  private static Admin admin;
  private static Topics topics;
  private static int applications;

  @TempDir static Path shared;
  @TempDir Path dir;

  private String application;
  private Path directory;

  @BeforeAll
  static void startBroker() {
    broker = EmbeddedBroker.start(shared.resolve("broker"));
    Map<String, String> client = Map.of("bootstrap.servers", broker.bootstrapServers());
    admin = Admin.create(Map.<String, Object>copyOf(client));
    topics = new Topics(client, Duration.ofSeconds(30));
  }

  @AfterAll
  static void stopBroker() {
    topics.close();
    admin.close();
    broker.close();
  }

  @BeforeEach
  void leaveStores() throws IOException {
    application = "app" + applications++;
    directory = dir.resolve(application);
    stores(directory);
    Files.writeString(directory.resolve("kafka-streams-process-metadata"), "{}");
  }

  private static void stores(Path directory) throws IOException {
    Files.createDirectories(directory.resolve("0_0/rocksdb/key-state"));
    Files.writeString(directory.resolve("0_0/rocksdb/key-state/000001.sst"), "state");
    Files.createDirectories(directory.resolve("1_11"));
  }

  private StateEpoch epoch() {
    return new StateEpoch(admin, "home", application, dir);
  }

  private void changelog() {
    topics.create(application + "-meta-changelog", 1, Map.of());
  }

  private void deleteChangelog() {
    topics.delete(List.of(application + "-meta-changelog"));
  }

  private void assertKept() {
    assertThat(directory.resolve("0_0/rocksdb/key-state/000001.sst")).hasContent("state");
    assertThat(directory.resolve("1_11")).exists();
  }

  private void assertDeleted() {
    assertThat(directory.resolve("0_0")).doesNotExist();
    assertThat(directory.resolve("1_11")).doesNotExist();
    assertThat(directory.resolve("kafka-streams-process-metadata")).exists();
  }

  @Test
  void storesOfAnEarlierRelease_areTakenForThoseOfTheTopic_andStay() {
    changelog();
    epoch().begin();
    assertKept();
    epoch().begin();
    assertKept();
  }

  @Test
  void storesOfAChangelogThatWasMadeAnew_areDeleted_andThoseAfterItStay() throws IOException {
    changelog();
    epoch().begin();
    deleteChangelog();
    changelog();

    epoch().begin();
    assertDeleted();

    stores(directory);
    epoch().begin();
    assertKept();
  }

  @Test
  void storesWithoutAChangelog_areDeleted_andTheEpochIsKeptOnceThereIsOne() throws IOException {
    StateEpoch epoch = epoch();
    epoch.begin();
    assertDeleted();
    stores(directory);

    changelog();
    epoch.keep();
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> Files.exists(directory.resolve(StateEpoch.FILE)));
    epoch().begin();
    assertKept();

    deleteChangelog();
    epoch().begin();
    assertDeleted();
  }

  @Test
  void epochThatCannotBeRead_isAnother() throws IOException {
    changelog();
    epoch().begin();
    Files.writeString(directory.resolve(StateEpoch.FILE), "");

    epoch().begin();

    assertDeleted();
  }

  @Test
  void links_areDeleted_andNotWhatTheyPointTo() throws IOException {
    Path elsewhere = Files.createDirectories(dir.resolve("elsewhere"));
    Path precious = Files.writeString(elsewhere.resolve("precious"), "mine");
    Files.createSymbolicLink(directory.resolve("0_0/rocksdb/link"), elsewhere);
    Files.createSymbolicLink(directory.resolve("0_1"), elsewhere);
    Files.createSymbolicLink(directory.resolve(StateEpoch.FILE), precious);

    epoch().begin();

    assertDeleted();
    assertThat(directory.resolve("0_1")).doesNotExist();
    assertThat(precious).hasContent("mine");

    Files.createSymbolicLink(directory.resolve(StateEpoch.FILE), precious);
    changelog();
    epoch().begin();
    assertThat(directory.resolve(StateEpoch.FILE)).isRegularFile();
    assertThat(Files.isSymbolicLink(directory.resolve(StateEpoch.FILE))).isFalse();
    assertThat(precious).hasContent("mine");
  }

  @Test
  void file_isItsOwnersOnly() throws IOException {
    Assumptions.assumeTrue(dir.getFileSystem().supportedFileAttributeViews().contains("posix"));
    changelog();
    epoch().begin();
    Path file = directory.resolve(StateEpoch.FILE);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    try (var files = Files.list(directory)) {
      assertThat(files.filter(path -> path.toString().endsWith(".tmp"))).isEmpty();
    }
  }
}
