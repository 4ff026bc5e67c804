package io.sluice.demo;

import io.sluice.config.PipelineConfig;
import io.sluice.demo.simulator.SimulatedEvent;
import io.sluice.demo.simulator.Simulator;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The history of a simulated world, before it has faults, as a CSV file to train on. */
public final class WorldHistory {
  private WorldHistory() {}

  /**
   * Writes it: a header with the fields of an event, and a line per event in order of time.
   *
   * @param pipeline named after a world
   * @param seed another is another world of the same kind
   * @return how many events there are
   * @throws IOException when the file cannot be written
   * @throws IllegalArgumentException when the pipeline is named after no world
   */
  public static int write(PipelineConfig pipeline, long seed, Path file) throws IOException {
    Simulator simulator = World.of(pipeline).simulator(seed);
    List<SimulatedEvent> events = new ArrayList<>();
    simulator.advance(simulator.healthyUntil(), events::add);
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      line(out, fields(events.get(0)).keySet());
      for (SimulatedEvent event : events) {
        line(out, fields(event).values());
      }
    }
    return events.size();
  }

  private static Map<?, ?> fields(SimulatedEvent event) throws IOException {
    return JsonTree.object(event.json().getBytes(StandardCharsets.UTF_8));
  }

  private static void line(BufferedWriter out, Iterable<?> fields) throws IOException {
    List<String> texts = new ArrayList<>();
    for (Object field : fields) {
      boolean isWhole = field instanceof Double number && number == Math.rint(number);
      texts.add(isWhole ? Long.toString(((Double) field).longValue()) : String.valueOf(field));
    }
    out.write(String.join(",", texts));
    out.write('\n');
  }
}
