package io.sluice.event;

/**
 * A record that is no event.
 *
 * @param reason the kind of defect, one of a closed list: a metric label
 * @param detail what is wrong and where, for people; never the payload itself
 */
public record Undecodable(DeadLetterReason reason, String detail) implements Decoded {}
