package io.sluice.query;

import io.sluice.model.ModelContract;
import io.sluice.state.KeyState;
import org.jspecify.annotations.Nullable;

/**
 * What is stored of a key: a copy, nobody else's.
 *
 * @param partition where it is
 * @param bytes how many it takes in the store
 * @param isStale whether it is of a replica, which may be behind
 * @param state what is known
 * @param reader the model as whose it was read
 * @param stepped the model that stepped it last; null: one that is not to be had any more, so that
 *     its recurrent state and forecast are not part of it
 */
public record KeyView(
    int partition,
    int bytes,
    boolean isStale,
    KeyState state,
    ModelContract reader,
    @Nullable ModelContract stepped) {}
