package io.sluice.chaos;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeProducersResult.PartitionProducerState;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/** What the broker knows of a pipeline that has not come to its end. */
final class PostMortem {
  private PostMortem() {}

  /** Partitions that readers of committed records cannot read to the end, lag, and transactions. */
  static List<String> of(Cluster cluster) throws ExecutionException, InterruptedException {
    List<String> findings = new ArrayList<>();
    try (Admin admin = Admin.create(Map.<String, Object>copyOf(cluster.client()))) {
      Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
      for (String topic : admin.listTopics().names().get()) {
        for (int i = 0; i < Setup.PARTITIONS; i++) {
          asked.put(new TopicPartition(topic, i), OffsetSpec.latest());
        }
      }
      Map<TopicPartition, ListOffsetsResultInfo> ends = ends(admin, asked, false);
      Map<TopicPartition, ListOffsetsResultInfo> stable = ends(admin, asked, true);
      for (TopicPartition partition : asked.keySet()) {
        long end = ends.get(partition).offset();
        long visible = stable.get(partition).offset();
        if (visible < end) {
          findings.add("%s: visible %d of %d".formatted(partition, visible, end));
          PartitionProducerState producers =
              admin.describeProducers(List.of(partition)).partitionResult(partition).get();
          for (ProducerState producer : producers.activeProducers()) {
            if (producer.currentTransactionStartOffset().isPresent()) {
              findings.add("  open: " + producer);
            }
          }
        }
      }
      for (Served pipeline : cluster.setup().pipelines()) {
        Map<TopicPartition, OffsetAndMetadata> committed =
            admin
                .listConsumerGroupOffsets(Cluster.group(pipeline))
                .partitionsToOffsetAndMetadata()
                .get();
        committed.forEach(
            (partition, offset) -> {
              if (offset != null && offset.offset() < ends.get(partition).offset()) {
                findings.add(
                    "%s: committed %d of %d"
                        .formatted(partition, offset.offset(), ends.get(partition).offset()));
              }
            });
      }
      for (TransactionListing transaction : admin.listTransactions().all().get()) {
        findings.add(transaction.toString());
      }
    }
    return findings;
  }

  private static Map<TopicPartition, ListOffsetsResultInfo> ends(
      Admin admin, Map<TopicPartition, OffsetSpec> asked, boolean committed)
      throws ExecutionException, InterruptedException {
    IsolationLevel level =
        committed ? IsolationLevel.READ_COMMITTED : IsolationLevel.READ_UNCOMMITTED;
    return admin.listOffsets(asked, new ListOffsetsOptions(level)).all().get();
  }
}
