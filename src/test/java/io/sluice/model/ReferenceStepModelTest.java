package io.sluice.model;

final class ReferenceStepModelTest extends StepModelSuite {
  @Override
  StepModel open() {
    return new ReferenceStepModel(spec, weights);
  }
}
