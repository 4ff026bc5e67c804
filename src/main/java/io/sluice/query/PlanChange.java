package io.sluice.query;

/**
 * Another value of a field that is known in advance.
 *
 * @param field its name
 * @param from start of the first window that it is meant for, epoch ms
 * @param until no window is meant that starts then or later, epoch ms
 * @param value finite
 */
public record PlanChange(String field, long from, long until, float value) {
  public PlanChange {
    if (!Float.isFinite(value)) {
      throw new IllegalArgumentException("a value of " + field + " is beyond float32");
    }
    if (from >= until) {
      throw new IllegalArgumentException("a change of " + field + " ends before it begins");
    }
  }

  boolean isFor(long start) {
    return start >= from && start < until;
  }
}
