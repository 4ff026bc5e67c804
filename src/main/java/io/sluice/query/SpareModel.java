package io.sluice.query;

import io.sluice.config.PipelineConfig;
import io.sluice.model.ModelException;
import io.sluice.model.StepBatch;
import io.sluice.model.StepModel;
import io.sluice.model.onnx.OnnxFile;
import io.sluice.model.onnx.OnnxStepModel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A pipeline's model in a session of its own, so that nothing that is asked of it holds the
 * pipeline's up. Loaded at the first question. For one thread at a time.
 */
final class SpareModel implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SpareModel.class);
  private static final Duration LIMIT = Duration.ofSeconds(2);
  private static final int RETRY_AFTER = 5;

  private final PipelineConfig config;
  private final int lanes;
  private @Nullable StepModel model;
  private @Nullable StepBatch batch;

  SpareModel(PipelineConfig config, int lanes) {
    this.config = config;
    this.lanes = lanes;
  }

  /**
   * Rows of one key, for a run of the model of a hash.
   *
   * @throws NotNow when that is not the pipeline's model file any more, or it cannot be loaded
   */
  StepBatch batch(String hash) {
    StepBatch loaded = batch;
    if (loaded == null || model == null || !model.contract().hash().equals(hash)) {
      close();
      StepModel next = load(hash);
      loaded = next.newBatch(lanes);
      model = next;
      batch = loaded;
    }
    return loaded;
  }

  private StepModel load(String hash) {
    try {
      OnnxFile file = OnnxFile.read(config.model());
      if (!file.hash().equals(hash)) {
        throw NotNow.busy("the series goes over to another model", RETRY_AFTER);
      }
      return OnnxStepModel.load(file, config.provider(), LIMIT);
    } catch (ModelException e) {
      LOG.warn(
          "event=what-if-unavailable pipeline={} reason=\"{}\"", config.name(), e.getMessage());
      throw NotNow.busy("the model's file cannot be loaded at the moment", RETRY_AFTER);
    }
  }

  @Override
  public void close() {
    if (batch != null) {
      batch.close();
      batch = null;
    }
    if (model != null) {
      model.close();
      model = null;
    }
  }
}
