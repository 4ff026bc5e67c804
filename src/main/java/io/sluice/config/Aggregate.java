package io.sluice.config;

/** How the values of one event field become the one value of a window. */
public enum Aggregate {
  MEAN,
  SUM,
  MIN,
  MAX,
  /** The value with the newest event time; of equal times the one that arrived last. */
  LAST,
  /** The value with the oldest event time; of equal times the one that arrived first. */
  FIRST,
  /** The number of events that carry the field, whatever its type. */
  COUNT
}
