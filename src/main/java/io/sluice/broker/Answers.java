package io.sluice.broker;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/** Waits for what a broker answers, for so long, and says in one line why there is no answer. */
public final class Answers {
  private static final Duration LOOK_EVERY = Duration.ofMillis(20);

  private final String address;
  private final Duration timeout;

  /**
   * Waits for each answer on its own.
   *
   * @param kafka the properties of the client that asks, {@code bootstrap.servers} among them
   * @param timeout the longest that one answer may take
   */
  public Answers(Map<String, String> kafka, Duration timeout) {
    this.address = String.valueOf(kafka.get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG));
    this.timeout = timeout;
  }

  /**
   * Kafka's answer; the exceptions by which it says "exists" and "unknown" are passed on.
   *
   * @param purpose what is asked for: {@code cannot …}
   * @param needed the permission that the broker asks for
   * @throws BrokerException when the broker does not answer or refuses
   */
  public <T> T await(KafkaFuture<T> answer, String purpose, AclOperation needed) {
    try {
      return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof UnknownTopicOrPartitionException unknown) {
        throw unknown;
      }
      if (cause instanceof GroupIdNotFoundException unknown) {
        throw unknown;
      }
      if (cause instanceof TopicExistsException exists) {
        throw exists;
      }
      if (cause instanceof AuthorizationException) {
        throw lacking(needed, purpose, e);
      }
      String reason = cause == null ? e.toString() : cause.getMessage();
      throw new BrokerException("cannot " + purpose + ": " + reason, e);
    } catch (TimeoutException e) {
      throw new BrokerException(
          "cannot %s: no answer from %s within %d s"
              .formatted(purpose, address, timeout.toSeconds()),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptException(e);
    }
  }

  /**
   * Looks again and again until something is so.
   *
   * @param otherwise what is wrong when it is not: {@code … after 30 s}
   * @throws BrokerException when it does not get so within the time of an answer
   */
  public void until(BooleanSupplier isSo, String otherwise) {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (!isSo.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        throw new BrokerException(otherwise + " after " + timeout.toSeconds() + " s");
      }
      try {
        Thread.sleep(LOOK_EVERY.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptException(e);
      }
    }
  }

  /** That the user lacks a permission. */
  public static BrokerException lacking(
      AclOperation operation, String purpose, @Nullable Throwable cause) {
    return new BrokerException(
        "cannot %s: the broker does not allow this user %s on it; add the ACL (see docs/security.md)"
            .formatted(purpose, operation),
        cause);
  }
}
