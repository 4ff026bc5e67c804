package io.sluice.output;

/** Offsets of one partition of the source topic, both ends inclusive. */
public record SourceRange(int partition, long firstOffset, long lastOffset) {}
