package io.sluice.web;

import java.util.Map;

/** Says how the pipelines are. Called by the web server's threads for every question. */
@FunctionalInterface
public interface HealthSource {
  /** The state of a pipeline that has not begun: its broker is asked, its model tried. */
  String CREATED = "CREATED";

  /** The state of a pipeline that takes part. */
  String RUNNING = "RUNNING";

  /** The state of a pipeline that has failed for good. */
  String ERROR = "ERROR";

  /** The state of a pipeline that would work if its broker answered. */
  String UNREACHABLE = "BROKER_UNREACHABLE";

  /** The state of a pipeline at work whose model was given up for the one that served before it. */
  String FALLBACK = "RUNNING_ON_LAST_GOOD_MODEL";

  /** The state of a pipeline whose model was given up, and which has no other. */
  String MODEL_GIVEN_UP = "MODEL_GIVEN_UP";

  /** By pipeline, the name of its Kafka Streams state, such as {@value #RUNNING}, or why not. */
  Map<String, String> states();
}
