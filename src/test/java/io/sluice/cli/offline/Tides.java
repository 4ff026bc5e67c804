package io.sluice.cli.offline;

import io.sluice.feature.ScalerSpec;
import io.sluice.model.TestModels;
import io.sluice.train.network.Architecture;
import io.sluice.train.network.Cell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A pipeline of gauges, {@code tides} of a {@code sluice.yaml}, and a small model of it. */
final class Tides {
  static final ScalerSpec SCALER = new ScalerSpec(ScalerSpec.Kind.LEVEL, 100, 1e-4);

  private Tides() {}

  /**
   * Writes both.
   *
   * @param horizon of the model
   * @param window its size, such as {@code 10m}
   * @param target the field that is forecast
   */
  static void write(Path dir, int horizon, String window, String target) throws IOException {
    TestModels.write(
        dir, TestModels.spec("m", Architecture.of(Cell.GRU, 1, 8), 1, horizon, SCALER), 1);
    Files.writeString(
        dir.resolve("sluice.yaml"),
        """
        pipelines:
          tides:
            source: { topic: t, key: gauge, timestamp: { field: ts, format: epoch-seconds } }
            window: { size: %s }
            targets: { %s: mean }
            model: m.onnx
        """
            .formatted(window, target));
  }
}
