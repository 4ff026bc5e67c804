package io.sluice.model;

import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The models of one pipeline: the one that is wanted, the one that was wanted before it, and those
 * that tasks still step with. A new one becomes wanted by {@link #offer}; each task goes over to it
 * when it is between two windows. One whose runs do not end becomes unwanted by {@link #giveUp},
 * for good, and the one before takes its place. A model that none of this holds for any more is
 * closed. Thread-safe.
 */
public final class ModelShelf implements AutoCloseable {
  /** Number of tasks by model. Every model that is open is in it. */
  private final IdentityHashMap<StepModel, Integer> users = new IdentityHashMap<>();

  private final Set<String> givenUp = new HashSet<>();
  private final BiConsumer<ModelContract, @Nullable ModelContract> onGivenUp;
  private volatile StepModel wanted;
  private @Nullable StepModel before;
  private boolean fallback;
  private boolean closed;

  /** A shelf of one model, which belongs to it from now on. */
  public ModelShelf(StepModel first) {
    this(first, (given, next) -> {});
  }

  /**
   * A shelf of one model that reports those which are given up.
   *
   * @param onGivenUp gets each once, and with it the one that takes its place, if there is one
   */
  public ModelShelf(StepModel first, BiConsumer<ModelContract, @Nullable ModelContract> onGivenUp) {
    this.onGivenUp = onGivenUp;
    wanted = first;
    users.put(first, 0);
  }

  /** The model that windows are to be stepped with from the next boundary on. */
  public StepModel wanted() {
    return wanted;
  }

  /** Makes a model the wanted one. It belongs to the shelf from now on. */
  public synchronized void offer(StepModel next) {
    if (closed) {
      next.close();
      return;
    }
    StepModel last = before;
    before = isGivenUp(hash(wanted)) ? null : wanted;
    StepModel replaced = wanted;
    users.putIfAbsent(next, 0);
    wanted = next;
    fallback = false;
    closeIfUnneeded(replaced);
    if (last != null) {
      closeIfUnneeded(last);
    }
  }

  /**
   * Takes a model's place from it because its runs do not end. Nobody is given it any more, unless
   * there is no other; whoever holds it is to release it.
   */
  public synchronized void giveUp(StepModel model) {
    if (!givenUp.add(hash(model))) {
      return;
    }
    StepModel next = before;
    if (model == before) {
      before = null;
    } else if (model == wanted && next != null) {
      wanted = next;
      before = null;
      fallback = true;
    }
    onGivenUp.accept(model.contract(), isGivenUp(hash(wanted)) ? null : wanted.contract());
  }

  /** Whether a model of a hash was given up. */
  public synchronized boolean isGivenUp(String hash) {
    return givenUp.contains(hash);
  }

  /** Whether the wanted model is one that had been replaced by another, which was given up. */
  public synchronized boolean isFallback() {
    return fallback;
  }

  /**
   * Takes the model of a hash, or the wanted one when there is none of that hash or it was given
   * up, until {@link #release}.
   *
   * @param hash see {@link ModelContract#hash}; null: the wanted one
   */
  public synchronized StepModel take(@Nullable String hash) {
    StepModel found = wanted;
    for (StepModel model : users.keySet()) {
      if (hash(model).equals(hash) && !isGivenUp(hash(model))) {
        found = model;
      }
    }
    users.merge(found, 1, Integer::sum);
    return found;
  }

  /** Gives a taken model back. */
  public synchronized void release(StepModel model) {
    users.merge(model, -1, Integer::sum);
    closeIfUnneeded(model);
  }

  private static String hash(StepModel model) {
    return model.contract().hash();
  }

  private void closeIfUnneeded(StepModel model) {
    boolean needed = !closed && (model == wanted || model == before);
    if (!needed && Integer.valueOf(0).equals(users.get(model))) {
      users.remove(model);
      model.close();
    }
  }

  /** Ends the runs that are under way and has none begin again, see {@link StepModel#stop}. */
  public synchronized void stop() {
    users.keySet().forEach(StepModel::stop);
  }

  /** Closes all models: each one when nobody steps with it any more. */
  @Override
  public synchronized void close() {
    closed = true;
    for (StepModel model : Set.copyOf(users.keySet())) {
      closeIfUnneeded(model);
    }
  }
}
