package io.sluice.retrospect;

import io.sluice.config.PipelineConfig;
import io.sluice.config.read.ConfigException;
import io.sluice.config.read.ConfigLoader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A pipeline with windows of ten minutes, for tests of what reads its series. */
public final class TenMinutes {
  private TenMinutes() {}

  /**
   * The pipeline, from a configuration that is written to a directory.
   *
   * @param known the fields that are known in advance
   */
  public static PipelineConfig pipeline(Path dir, String... known) {
    try {
      Path file =
          Files.writeString(
              dir.resolve("sluice.yaml"),
              """
              pipelines:
                p:
                  source: { topic: t, key: k }
                  window: { size: 10m }
                  targets: { value: mean }
                  model: m.onnx
                  covariates: { known: [%s] }
              """
                  .formatted(String.join(", ", known)));
      return ConfigLoader.loadForTraining(file, name -> null).pipelines().get("p");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ConfigException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
