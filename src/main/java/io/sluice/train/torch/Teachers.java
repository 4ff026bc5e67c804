package io.sluice.train.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.sluice.train.network.ModelSpec;
import io.sluice.train.network.Weights;
import java.util.ArrayList;
import java.util.List;

/**
 * Trained networks whose mean another one learns (Hinton and others, 2015): quantile by quantile,
 * so that quantiles of the mean do not cross. They step through the sequences that it steps
 * through. Not thread-safe.
 */
final class Teachers {
  private final List<Network> networks;
  private final List<NDList> states = new ArrayList<>();

  Teachers(NDManager manager, ModelSpec spec, List<Weights> weights) {
    networks = weights.stream().map(of -> new Network(manager, spec, of)).toList();
  }

  int size() {
    return networks.size();
  }

  /** What comes next begins anew. */
  void begin() {
    states.clear();
  }

  /**
   * Steps on.
   *
   * @param scratch where their states are kept until they step again
   * @param x {@code [batch, steps, features]}
   * @param forecasts after which steps there are to be forecasts
   * @return the mean of their quantiles, as of {@link Network#forward}
   */
  NDArray quantiles(NDManager scratch, NDArray x, Stride forecasts) {
    List<NDList> before = List.copyOf(states);
    states.clear();
    NDList all = new NDList();
    for (int i = 0; i < networks.size(); i++) {
      Network network = networks.get(i);
      NDList from =
          before.isEmpty()
              ? network.initialState(scratch, (int) x.getShape().get(0))
              : before.get(i);
      NDList stepped = network.forward(x, from, forecasts);
      states.add(Network.carried(stepped.subNDList(1), scratch));
      all.add(stepped.get(0));
    }
    before.forEach(NDList::close);
    return NDArrays.stack(all).mean(new int[] {0}).stopGradient();
  }
}
