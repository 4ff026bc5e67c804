package io.sluice.model.onnx;

import io.sluice.model.ReferenceStepModel;
import io.sluice.model.StepModel;

final class ReferenceStepModelTest extends StepModelSuite {
  @Override
  StepModel open() {
    return new ReferenceStepModel(spec, weights);
  }
}
