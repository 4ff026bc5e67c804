package io.sluice.config;

/** The ONNX Runtime execution provider that runs a model. */
public enum Provider {
  CPU,
  CUDA
}
