package io.sluice.web;

import java.util.Map;

/** Says how the pipelines are. Called by the web server's threads for every question. */
@FunctionalInterface
public interface HealthSource {
  /** The state of a pipeline that takes part. */
  String RUNNING = "RUNNING";

  /** The state of a pipeline that has failed for good. */
  String ERROR = "ERROR";

  /** The state of a pipeline that would work if its broker answered. */
  String UNREACHABLE = "BROKER_UNREACHABLE";

  /** By pipeline, the name of its Kafka Streams state, such as {@value #RUNNING}, or why not. */
  Map<String, String> states();
}
