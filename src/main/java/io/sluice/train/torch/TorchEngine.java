package io.sluice.train.torch;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;

/** Starts DJL's PyTorch engine from the jars alone, on one thread, so that runs repeat exactly. */
public final class TorchEngine {
  private TorchEngine() {}

  /** A manager of its own. */
  public static NDManager newManager() {
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("OPT_OUT_TRACKING", "true");
    System.setProperty("ai.djl.pytorch.num_threads", "1");
    System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
    return Engine.getEngine("PyTorch").newBaseManager();
  }
}
