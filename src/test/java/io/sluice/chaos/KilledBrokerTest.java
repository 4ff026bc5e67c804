package io.sluice.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.broker.EmbeddedBroker;
import io.sluice.broker.Topics;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.common.metadata.PartitionChangeRecord;
import org.apache.kafka.common.metadata.RegisterBrokerRecord;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.record.internal.FileRecords;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.metadata.MetadataRecordSerde;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

final class KilledBrokerTest {
  private static final int NO_LEADER = -1;

  @TempDir Path dir;

  /** Otherwise its transaction coordinator is at work while its partitions lose their leader. */
  @Test
  @Timeout(120)
  void brokerThatWasKilled_leadsNothingWhenItRegistersAgain() throws Exception {
    int port = freePort();
    ChildJvm broker =
        new ChildJvm(
            dir.resolve("broker.log"),
            BrokerMain.class.getName(),
            List.of("-Xmx256m"),
            List.of(dir.toString(), String.valueOf(port)));
    try (broker;
        Topics topics =
            new Topics(Map.of("bootstrap.servers", "127.0.0.1:" + port), Duration.ofMinutes(1))) {
      topics.create("readings", 1, Map.of());
    }

    try (EmbeddedBroker again = EmbeddedBroker.start(dir)) {
      assertThat(again.bootstrapServers()).isNotEmpty();
    }

    List<ApiMessage> metadata = metadata();
    int registration = 0;
    int leaderless = -1;
    for (int i = 0; i < metadata.size(); i++) {
      if (metadata.get(i) instanceof RegisterBrokerRecord) {
        registration = i;
      } else if (leaderless < 0
          && metadata.get(i) instanceof PartitionChangeRecord change
          && change.leader() == NO_LEADER) {
        leaderless = i;
      }
    }
    assertThat(leaderless).isPositive().isLessThan(registration);
  }

  private static int freePort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** What the controller wrote, oldest first. */
  private List<ApiMessage> metadata() throws Exception {
    MetadataRecordSerde serde = new MetadataRecordSerde();
    List<ApiMessage> messages = new ArrayList<>();
    List<Path> segments;
    try (Stream<Path> files = Files.list(dir.resolve("kafka/__cluster_metadata-0"))) {
      segments = files.filter(file -> file.toString().endsWith(".log")).sorted().toList();
    }
    for (Path segment : segments) {
      try (FileRecords records = FileRecords.open(segment.toFile(), false)) {
        for (RecordBatch batch : records.batches()) {
          if (!batch.isControlBatch()) {
            for (Record record : batch) {
              messages.add(
                  serde.read(new ByteBufferAccessor(record.value()), record.valueSize()).message());
            }
          }
        }
      }
    }
    return messages;
  }
}
