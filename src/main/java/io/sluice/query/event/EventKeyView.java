package io.sluice.query.event;

import io.sluice.state.event.EventKeyState;

/**
 * What is stored of a key whose events are tokens: a copy, nobody else's.
 *
 * @param partition where it is
 * @param bytes how many it takes in the store
 * @param isStale whether it is of a replica, which may be behind
 * @param state what is known
 */
public record EventKeyView(int partition, int bytes, boolean isStale, EventKeyState state) {}
