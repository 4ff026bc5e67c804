package io.sluice.event;

/** What the bytes of one source record turned out to be. */
public sealed interface Decoded permits Event, Watermark, Undecodable {}
