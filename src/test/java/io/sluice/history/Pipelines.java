package io.sluice.history;

import io.sluice.config.PipelineConfig;
import io.sluice.config.read.ConfigException;
import io.sluice.config.read.ConfigLoader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Pipelines that read a shop's sales, for tests of what they read them from. */
final class Pipelines {
  private Pipelines() {}

  /** Days of two targets, {@code sold} from the field {@code qty}, and {@code promo}. */
  static PipelineConfig shop(Path dir, String key, String timestamp) {
    return shop(dir, key, timestamp, "promo: max");
  }

  /** Days of {@code qty}, with {@code promo} known in advance. */
  static PipelineConfig knowing(Path dir) {
    String rest = "qty: sum\n    covariates: { known: [promo] }";
    return shop(dir, "sku", "{ field: day, format: yyyy-MM-dd }", rest);
  }

  private static PipelineConfig shop(Path dir, String key, String timestamp, String more) {
    try {
      Path config =
          Files.writeString(
              dir.resolve("shop.yaml"),
              """
              pipelines:
                shop:
                  source: { topic: sales, key: %s, timestamp: %s }
                  window: { size: 1d }
                  targets:
                    sold: { field: qty, aggregate: sum }
                    %s
                  model: not-yet.onnx
              """
                  .formatted(key, timestamp, more));
      return ConfigLoader.loadForTraining(config, name -> null).pipelines().get("shop");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ConfigException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** With a key and a timestamp of the event. */
  static PipelineConfig shop(Path dir) {
    return shop(dir, "sku", "{ field: day, format: yyyy-MM-dd }");
  }
}
