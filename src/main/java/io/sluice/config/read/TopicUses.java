package io.sluice.config.read;

import io.sluice.config.yaml.Setting;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which topic is used for what. Within a pipeline all topics differ. Pipelines may share an output
 * topic for the same kind of record, and one may read what another one writes.
 */
final class TopicUses {
  enum Kind {
    SOURCE,
    FORECASTS,
    ALERTS,
    LATE,
    DEAD_LETTERS
  }

  private record Use(String pipeline, Kind kind, String topic, Setting setting) {
    boolean clashesWith(Use other) {
      boolean bothOutputs = kind != Kind.SOURCE && other.kind != Kind.SOURCE;
      return !topic.equals(other.topic)
          || pipeline.equals(other.pipeline)
          || (bothOutputs && kind != other.kind);
    }
  }

  private final List<Use> uses = new ArrayList<>();

  void add(String pipeline, Kind kind, String topic, Setting setting) {
    uses.add(new Use(pipeline, kind, topic, setting));
  }

  /** Reports every use that clashes with an earlier one. */
  void check() {
    Map<String, List<Use>> byName = new HashMap<>();
    for (Use use : uses) {
      List<Use> earlier =
          byName.computeIfAbsent(KafkaNames.collisionForm(use.topic), name -> new ArrayList<>());
      earlier.stream().filter(use::clashesWith).findFirst().ifPresent(other -> report(use, other));
      earlier.add(use);
    }
  }

  private static void report(Use use, Use other) {
    String relation =
        use.topic.equals(other.topic) ? "is already" : "collides with " + other.topic + ",";
    use.setting.problem("topic " + use.topic + " " + relation + " used by " + other.setting.path());
  }
}
