package io.sluice.topology;

import io.sluice.event.Event;
import io.sluice.model.Model;
import io.sluice.model.ModelShelf;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * What a task does with events, and with the windows that they fall in: one kind for values, one
 * for tokens. Both keep open windows in a store, which is a durable queue, and close those that are
 * due in order of (window end, key), chunk by chunk.
 *
 * @param <M> the kind of model that steps the windows
 */
abstract class WindowWork<M extends Model> {
  private final ModelShelf<M> models;
  private M model;

  /**
   * Work with the model that stepped the windows before, or with the one that is wanted.
   *
   * @param hash of the model before; null: there was none
   */
  WindowWork(ModelShelf<M> models, @Nullable String hash) {
    this.models = models;
    this.model = models.take(hash);
  }

  /** The model that steps the windows. */
  final M model() {
    return model;
  }

  /** Whether the model that steps the windows is to be left at once. */
  final boolean isGivenUp() {
    return models.wanted() != model && models.isGivenUp(model.contract().hash());
  }

  /** Goes over to the model that is wanted, if another has been so far. */
  final void serveWanted(long drainedThrough) {
    M wanted = models.wanted();
    if (wanted != model) {
      end();
      models.release(model);
      model = models.take(wanted.contract().hash());
      begin(drainedThrough);
    }
  }

  /** Releases the model and its buffers. */
  final void release() {
    end();
    models.release(model);
  }

  /**
   * Takes an event into its open window.
   *
   * @param key its series key
   * @param event with the time of its source partition
   * @param closedThrough end of the newest window of the task that is closed, epoch ms
   * @param recordTime timestamp of its source record, epoch ms
   * @param trace its trace parent; null: none
   */
  abstract void add(
      Bytes key, Event event, long closedThrough, long recordTime, byte @Nullable [] trace);

  /**
   * Closes a chunk of the windows that end at or before a time.
   *
   * @return false when none was left
   */
  abstract boolean closeNext(long closedThrough);

  /** End of the newest window of which nothing is left, epoch ms. */
  abstract long drainedThrough();

  /** Writes down what was learned of the keys as a whole. */
  void drained() {}

  /** Has what comes after a window stepped by {@link #model()}. */
  abstract void begin(long drainedThrough);

  /** The model is another's now, or nobody's. */
  abstract void end();
}
