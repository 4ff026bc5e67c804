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
public final class ModelShelf<M extends Model> implements AutoCloseable {
  /** Number of tasks by model. Every model that is open is in it. */
  private final IdentityHashMap<M, Integer> users = new IdentityHashMap<>();

  private final Set<String> givenUp = new HashSet<>();
  private final BiConsumer<ModelIdentity, @Nullable ModelIdentity> onGivenUp;
  private volatile M wanted;
  private @Nullable M before;
  private boolean fallback;
  private boolean closed;

  /** A shelf of one model, which belongs to it from now on. */
  public ModelShelf(M first) {
    this(first, (given, next) -> {});
  }

  /**
   * A shelf of one model that reports those which are given up.
   *
   * @param onGivenUp gets each once, and with it the one that takes its place, if there is one
   */
  public ModelShelf(M first, BiConsumer<ModelIdentity, @Nullable ModelIdentity> onGivenUp) {
    this.onGivenUp = onGivenUp;
    wanted = first;
    users.put(first, 0);
  }

  /**
   * The same shelf, as one of models of a type.
   *
   * @throws IllegalStateException when they are of another one
   */
  @SuppressWarnings("unchecked") // all models of a pipeline are of one kind, see ModelWatch
  public <N extends Model> ModelShelf<N> of(Class<N> type) {
    if (!type.isInstance(wanted)) {
      throw new IllegalStateException(
          "the model " + hash(wanted) + " is no " + type.getSimpleName());
    }
    return (ModelShelf<N>) this;
  }

  /** The model that windows are to be stepped with from the next boundary on. */
  public M wanted() {
    return wanted;
  }

  /** Makes a model the wanted one. It belongs to the shelf from now on. */
  public synchronized void offer(M next) {
    if (closed) {
      next.close();
      return;
    }
    M last = before;
    before = isGivenUp(hash(wanted)) ? null : wanted;
    M replaced = wanted;
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
  public synchronized void giveUp(M model) {
    if (!givenUp.add(hash(model))) {
      return;
    }
    M next = before;
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
   * @param hash see {@link ModelIdentity#hash}; null: the wanted one
   */
  public synchronized M take(@Nullable String hash) {
    M found = wanted;
    for (M model : users.keySet()) {
      if (hash(model).equals(hash) && !isGivenUp(hash(model))) {
        found = model;
      }
    }
    users.merge(found, 1, Integer::sum);
    return found;
  }

  /** Gives a taken model back. */
  public synchronized void release(M model) {
    users.merge(model, -1, Integer::sum);
    closeIfUnneeded(model);
  }

  private static String hash(Model model) {
    return model.contract().hash();
  }

  private void closeIfUnneeded(M model) {
    boolean needed = !closed && (model == wanted || model == before);
    if (!needed && Integer.valueOf(0).equals(users.get(model))) {
      users.remove(model);
      model.close();
    }
  }

  /** Ends the runs that are under way and has none begin again, see {@link Model#stop}. */
  public synchronized void stop() {
    users.keySet().forEach(Model::stop);
  }

  /** Closes all models: each one when nobody steps with it any more. */
  @Override
  public synchronized void close() {
    closed = true;
    for (M model : Set.copyOf(users.keySet())) {
      closeIfUnneeded(model);
    }
  }
}
