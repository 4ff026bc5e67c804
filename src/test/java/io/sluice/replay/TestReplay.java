package io.sluice.replay;

import io.sluice.config.SluiceConfig;
import io.sluice.config.read.ConfigLoader;
import io.sluice.feature.ScalerSpec;
import io.sluice.topology.PersistenceModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Replays rows of {@code ts} in epoch seconds, {@code key} and {@code value}. */
final class TestReplay {
  private final Path dir;
  private final SluiceConfig config;
  private int runs;

  TestReplay(Path dir, boolean keyed) throws Exception {
    this.dir = dir;
    Files.writeString(dir.resolve("model.onnx"), "not read");
    Path file = dir.resolve("sluice.yaml");
    Files.writeString(
        file,
        """
        pipelines:
          p:
            source:
              topic: t
              keyed: %s
              key: key
              timestamp: { field: ts, format: epoch-seconds }
            window: { size: 10m }
            targets: { value: mean }
            model: model.onnx
        """
            .formatted(keyed));
    config = ConfigLoader.load(file, name -> null);
  }

  Result run(List<String> rows, int partitions) throws IOException {
    Path out = dir.resolve("out-" + runs);
    Path csv = dir.resolve("rows-" + runs + ".csv");
    Files.writeString(csv, "ts,key,value\n" + String.join("\n", rows) + "\n");
    try (PersistenceModel model =
        new PersistenceModel(new ScalerSpec(ScalerSpec.Kind.DIFFERENCE, 100, 1e-4), 4)) {
      EmbeddedReplay replay =
          new EmbeddedReplay(
              new EmbeddedReplay.Job(
                  config,
                  config.pipelines().get("p"),
                  csv,
                  List.of(),
                  partitions,
                  out,
                  dir.resolve("data-" + runs++)),
              model,
              progress -> {});
      ReplaySummary summary = replay.run();
      return new Result(summary, replay.notes(), out);
    }
  }

  /** What came out. */
  record Result(ReplaySummary summary, List<String> notes, Path out) {
    List<String> lines(String name) throws IOException {
      return Files.readAllLines(file(name));
    }

    Path file(String name) {
      return out.resolve(name + ".jsonl");
    }

    /** Sorted, and without the places of the records that a line comes from. */
    List<String> contents(String name) throws IOException {
      return lines(name).stream()
          .map(line -> line.replaceAll("\"ranges\":\\[[^\\]]*\\]", ""))
          .sorted()
          .toList();
    }
  }
}
