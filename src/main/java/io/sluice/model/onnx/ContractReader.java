package io.sluice.model.onnx;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.sluice.feature.FeatureLayout;
import io.sluice.feature.ScalerSpec;
import io.sluice.model.MetadataKey;
import io.sluice.model.ModelContract;
import io.sluice.model.ModelException;
import java.util.List;

/** Reads a {@link ModelContract} from a session and checks that the tensors keep it. */
final class ContractReader {
  private final ModelFacts facts;

  private ContractReader(ModelFacts facts) {
    this.facts = facts;
  }

  static ModelContract read(OrtSession session, String hash) throws OrtException, ModelException {
    return new ContractReader(new ModelFacts(session)).read(hash);
  }

  private ModelContract read(String hash) throws ModelException {
    int targets = facts.positive(MetadataKey.TARGETS);
    int horizon = facts.positive(MetadataKey.HORIZON);
    List<Float> levels = facts.levels();
    FeatureLayout features = facts.features(targets, horizon);
    facts.noInputsBeside(ModelContract.X, ModelContract.STATE);
    ModelFacts.row(ModelContract.X, features.size());
    facts.input(ModelContract.X, 1, features.size());
    long[] state = facts.input(ModelContract.STATE, 1, ModelFacts.DYNAMIC);
    int stateSize = ModelFacts.row(ModelContract.STATE, state[1]);
    ModelFacts.row(MetadataKey.TARGETS.key(), targets);
    ModelFacts.row(MetadataKey.HORIZON.key(), horizon);
    ModelFacts.row(ModelContract.QUANTILES, (long) targets * horizon * levels.size());
    facts.output(ModelContract.QUANTILES, 1, targets, horizon, levels.size());
    facts.output(ModelContract.NEXT_STATE, 1, stateSize);
    ModelContract read =
        new ModelContract(
            facts.text(MetadataKey.NAME),
            facts.text(MetadataKey.VERSION),
            hash,
            facts.text(MetadataKey.CELL),
            facts.parse(MetadataKey.LAYERS, Integer::parseInt),
            facts.parse(MetadataKey.HIDDEN, Integer::parseInt),
            features,
            targets,
            levels,
            horizon,
            stateSize,
            bounded(),
            facts.window(),
            facts.positive(MetadataKey.WARMUP),
            facts.parse(MetadataKey.SCALER, ScalerSpec::parse),
            facts.metadata());
    if (facts.metadata().containsKey(MetadataKey.INITIAL_STATE.key())) {
      facts.parse(MetadataKey.INITIAL_STATE, value -> read.initialState());
    }
    if (facts.metadata().containsKey(MetadataKey.MAX_GAP.key())) {
      facts.parse(MetadataKey.MAX_GAP, value -> read.maxGap());
    }
    return read;
  }

  private boolean bounded() throws ModelException {
    String state = facts.text(MetadataKey.STATE);
    return switch (state) {
      case "unit" -> true;
      case "real" -> false;
      default ->
          throw new ModelException(
              "metadata " + MetadataKey.STATE + " is neither unit nor real: " + state);
    };
  }
}
