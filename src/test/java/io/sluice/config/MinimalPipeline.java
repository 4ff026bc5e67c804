package io.sluice.config;

/** The least that a configuration has to say, for tests of what else it may. */
public final class MinimalPipeline {
  /** One pipeline, {@code climate}; its model is {@code model.onnx} beside the file. */
  public static final String YAML =
      """
      pipelines:
        climate:
          source: { topic: home.readings, key: room }
          window: { size: 10m }
          targets: { value: mean }
          model: model.onnx
      """;

  private MinimalPipeline() {}
}
