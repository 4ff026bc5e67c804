package io.sluice.model;

import java.util.IdentityHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The models of one pipeline: the one that is wanted, and those that tasks still step with. A new
 * one becomes wanted by {@link #offer}; each task goes over to it when it is between two windows,
 * and a model that nobody uses any more is closed. Thread-safe.
 */
public final class ModelShelf implements AutoCloseable {
  /** Number of tasks by model. Every model that is open is in it. */
  private final IdentityHashMap<StepModel, Integer> users = new IdentityHashMap<>();

  private volatile StepModel wanted;

  /** A shelf of one model, which belongs to it from now on. */
  public ModelShelf(StepModel first) {
    wanted = first;
    users.put(first, 0);
  }

  /** The model that windows are to be stepped with from the next boundary on. */
  public StepModel wanted() {
    return wanted;
  }

  /** Makes a model the wanted one. It belongs to the shelf from now on. */
  public synchronized void offer(StepModel next) {
    StepModel before = wanted;
    users.putIfAbsent(next, 0);
    wanted = next;
    closeIfUnused(before);
  }

  /**
   * Takes the model of a hash, or the wanted one when there is none of that hash, until {@link
   * #release}.
   *
   * @param hash see {@link ModelContract#hash}; null: the wanted one
   */
  public synchronized StepModel take(@Nullable String hash) {
    StepModel found = wanted;
    for (StepModel model : users.keySet()) {
      if (model.contract().hash().equals(hash)) {
        found = model;
      }
    }
    users.merge(found, 1, Integer::sum);
    return found;
  }

  /** Gives a taken model back. */
  public synchronized void release(StepModel model) {
    users.merge(model, -1, Integer::sum);
    closeIfUnused(model);
  }

  private void closeIfUnused(StepModel model) {
    if (model != wanted && Integer.valueOf(0).equals(users.get(model))) {
      users.remove(model);
      model.close();
    }
  }

  /** Closes all models; nobody may step with one any more. */
  @Override
  public synchronized void close() {
    users.keySet().forEach(StepModel::close);
    users.clear();
  }
}
