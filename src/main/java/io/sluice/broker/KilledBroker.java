package io.sluice.broker;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.ObjectName;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is left of a broker that was killed: the metadata still say that it leads its partitions.
 * When it comes back, they say so until the controller has noticed, and then for a moment that
 * nobody does. In that moment Kafka 4.3's transaction coordinator, which is at work by then, takes
 * partitions without a leader for deleted ones and leaves out the markers that end their
 * transactions ({@code KRaftMetadataCache.getPartitionLeaderEndpoint} gives nothing for both). What
 * was committed then is partly visible, or never.
 *
 * <p>So the controller is first run alone until it has noticed. The broker then begins with
 * metadata in which nobody leads, and its coordinator only once it leads again.
 */
final class KilledBroker {
  private static final Logger LOG = LoggerFactory.getLogger(KilledBroker.class);
  private static final String LEFT_IN_PEACE = ".kafka_cleanshutdown";
  private static final Duration SESSION = Duration.ofMillis(300);
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final long POLL_MILLIS = 20;

  private KilledBroker() {}

  /** Whether the broker of a directory was not shut down. */
  static boolean wasIn(Path logDir) {
    return Files.exists(logDir) && !Files.exists(logDir.resolve(LEFT_IN_PEACE));
  }

  /**
   * Has the controller notice that the broker is gone.
   *
   * @param controllerPort a free port
   */
  static void bury(Path logDir, int controllerPort) {
    KafkaRaftServer controller =
        new KafkaRaftServer(
            new KafkaConfig(BrokerProperties.controller(logDir, controllerPort, SESSION), false),
            Time.SYSTEM);
    try {
      controller.startup();
      awaitFenced();
    } finally {
      controller.shutdown();
      controller.awaitShutdown();
    }
  }

  private static void awaitFenced() {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (count("FencedBrokerCount") == 0 || count("ActiveBrokerCount") > 0) {
      if (System.nanoTime() - deadline > 0) {
        LOG.warn("event=killed-broker-not-fenced seconds={}", PATIENCE.toSeconds());
        return;
      }
      try {
        Thread.sleep(POLL_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  /** A gauge of the controller's; 0 while it has none. */
  private static int count(String gauge) {
    try {
      Object value =
          ManagementFactory.getPlatformMBeanServer()
              .getAttribute(
                  new ObjectName("kafka.controller:type=KafkaController,name=" + gauge), "Value");
      return value instanceof Integer count ? count : 0;
    } catch (InstanceNotFoundException e) {
      return 0;
    } catch (JMException e) {
      throw new BrokerException("cannot read the controller's " + gauge + ": " + e, e);
    }
  }
}
