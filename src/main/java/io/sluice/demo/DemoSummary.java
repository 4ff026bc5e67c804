package io.sluice.demo;

import io.sluice.replay.ReplaySummary;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What became of a demo.
 *
 * @param pipelines what each pipeline has counted
 * @param score how well the faults were found
 * @param keys series of all worlds
 * @param seconds wall time
 */
public record DemoSummary(
    Map<String, ReplaySummary> pipelines, DemoScore score, int keys, double seconds) {

  /** The sums over the worlds of a demo. */
  public static DemoSummary of(List<DemoPipeline> worlds, double seconds) {
    Map<String, ReplaySummary> summaries = new LinkedHashMap<>();
    DemoScore score = new DemoScore(0, 0, 0);
    int keys = 0;
    for (DemoPipeline world : worlds) {
      summaries.put(world.name(), world.summary(seconds));
      score = score.plus(world.score());
      keys += world.keys().size();
    }
    return new DemoSummary(summaries, score, keys, seconds);
  }

  /** Whether every record and every closed window of every pipeline is accounted for. */
  public boolean isBalanced() {
    return pipelines.values().stream().allMatch(ReplaySummary::isBalanced);
  }

  /** One JSON object on one line. */
  public String toJson() {
    String parts =
        pipelines.entrySet().stream()
            .map(part -> "\"" + part.getKey() + "\":" + part.getValue().toJson())
            .collect(Collectors.joining(","));
    return String.format(
        Locale.ROOT,
        "{\"pipelines\":{%s},\"injected\":%d,\"detected\":%d,\"false_alerts\":%d,\"keys\":%d,"
            + "\"seconds\":%.3f}",
        parts,
        score.injected(),
        score.detected(),
        score.falseAlerts(),
        keys,
        seconds);
  }
}
