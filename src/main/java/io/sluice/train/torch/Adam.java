package io.sluice.train.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;

/**
 * Adam (Kingma and Ba, 2015) over a list of parameters, with gradients clipped by their global norm
 * (Pascanu and others, 2013) and a learning rate that may differ from step to step.
 */
public final class Adam {
  private static final float BETA1 = 0.9f;
  private static final float BETA2 = 0.999f;
  private static final float EPSILON = 1e-8f;

  /** The global norm that gradients are cut to where nobody says otherwise. */
  private static final double MAX_NORM = 1;

  private final NDList parameters;
  private final NDList means = new NDList();
  private final NDList variances = new NDList();
  private int steps;
  private final double maxNorm;
  private final Norms norms;

  /** As the other one, with gradients cut to {@link #MAX_NORM}. */
  public Adam(NDManager manager, NDList parameters) {
    this(manager, parameters, MAX_NORM, new Norms(MAX_NORM));
  }

  /**
   * An optimiser that has taken no step.
   *
   * @param maxNorm global norm that gradients are cut to
   * @param norms takes those of the gradients
   */
  Adam(NDManager manager, NDList parameters, double maxNorm, Norms norms) {
    this.maxNorm = maxNorm;
    this.norms = norms;
    this.parameters = parameters;
    for (NDArray parameter : parameters) {
      means.add(manager.zeros(parameter.getShape()));
      variances.add(manager.zeros(parameter.getShape()));
    }
  }

  /** The steps taken so far. */
  int steps() {
    return steps;
  }

  /**
   * Takes one step down the parameters' gradients and sets them to zero.
   *
   * @return the gradients' global norm before clipping; no step is taken where it is not finite
   */
  public double step(double learningRate) {
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      NDList gradients = new NDList();
      for (NDArray parameter : parameters) {
        gradients.add(parameter.getGradient());
      }
      double norm = norm(gradients);
      if (!Double.isFinite(norm)) {
        return norm;
      }
      steps++;
      norms.add(norm);
      float clip = (float) Math.min(1, maxNorm / Math.max(norm, 1e-12));
      for (int i = 0; i < parameters.size(); i++) {
        update(i, gradients.get(i).muli(clip), learningRate);
        gradients.get(i).muli(0);
      }
      return norm;
    }
  }

  private void update(int i, NDArray gradient, double learningRate) {
    NDArray mean = means.get(i).muli(BETA1).addi(gradient.mul(1 - BETA1));
    NDArray variance = variances.get(i).muli(BETA2).addi(gradient.square().mul(1 - BETA2));
    double meanBias = 1 - Math.pow(BETA1, steps);
    double varianceBias = 1 - Math.pow(BETA2, steps);
    NDArray scale = variance.div((float) varianceBias).sqrt().addi(EPSILON);
    NDArray change = mean.div(scale).muli((float) (learningRate / meanBias));
    NDArray detached = parameters.get(i).stopGradient();
    detached.subi(change);
  }

  private static double norm(NDList gradients) {
    double sum = 0;
    for (NDArray gradient : gradients) {
      sum += gradient.square().sum().getFloat();
    }
    return Math.sqrt(sum);
  }
}
