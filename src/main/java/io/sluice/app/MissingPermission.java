package io.sluice.app;

import java.util.Optional;
import java.util.TreeSet;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.jspecify.annotations.Nullable;

/** Names the permission for want of which a broker refused a pipeline; Kafka names a part of it. */
final class MissingPermission {
  private MissingPermission() {}

  /** What to allow; empty when the failure has another cause. */
  static Optional<String> of(Throwable failure, String applicationId) {
    for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof TopicAuthorizationException denied) {
        return Optional.of(topics(denied, applicationId));
      }
      if (cause instanceof GroupAuthorizationException) {
        return Optional.of("READ on group " + applicationId);
      }
      if (cause instanceof TransactionalIdAuthorizationException) {
        return Optional.of("WRITE on transactional ids " + applicationId + "-*");
      }
    }
    return Optional.empty();
  }

  /** Of a topic that it may not create, Kafka does not tell the name. */
  private static String topics(TopicAuthorizationException denied, String applicationId) {
    return denied.unauthorizedTopics().isEmpty()
        ? "CREATE on topics " + applicationId + "-*"
        : "READ or WRITE on topics " + new TreeSet<>(denied.unauthorizedTopics());
  }
}
