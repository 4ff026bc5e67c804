package io.sluice.model.onnx;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.sluice.feature.FeatureLayout;
import io.sluice.feature.ScalerSpec;
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
    int targets = facts.positive("targets");
    int horizon = facts.positive("horizon");
    List<Float> levels = facts.levels();
    FeatureLayout features = facts.features(targets, horizon);
    facts.noInputsBeside(ModelContract.X, ModelContract.STATE);
    ModelFacts.row(ModelContract.X, features.size());
    facts.input(ModelContract.X, 1, features.size());
    long[] state = facts.input(ModelContract.STATE, 1, ModelFacts.DYNAMIC);
    int stateSize = ModelFacts.row(ModelContract.STATE, state[1]);
    ModelFacts.row("targets", targets);
    ModelFacts.row("horizon", horizon);
    ModelFacts.row(ModelContract.QUANTILES, (long) targets * horizon * levels.size());
    facts.output(ModelContract.QUANTILES, 1, targets, horizon, levels.size());
    facts.output(ModelContract.NEXT_STATE, 1, stateSize);
    ModelContract read =
        new ModelContract(
            facts.text("name"),
            facts.text("version"),
            hash,
            facts.text("cell"),
            facts.parse("layers", Integer::parseInt),
            facts.parse("hidden", Integer::parseInt),
            features,
            targets,
            levels,
            horizon,
            stateSize,
            bounded(),
            facts.window(),
            facts.positive("warmup"),
            facts.parse("scaler", ScalerSpec::parse),
            facts.metadata());
    if (facts.metadata().containsKey(ModelContract.INITIAL_STATE)) {
      facts.parse(ModelContract.INITIAL_STATE, value -> read.initialState());
    }
    return read;
  }

  private boolean bounded() throws ModelException {
    String state = facts.text("state");
    return switch (state) {
      case "unit" -> true;
      case "real" -> false;
      default ->
          throw new ModelException(
              "metadata " + ModelContract.PREFIX + "state is neither unit nor real: " + state);
    };
  }
}
