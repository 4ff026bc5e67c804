package io.sluice.event;

import io.sluice.config.CovariatesConfig;
import io.sluice.config.yaml.KebabCase;

/**
 * A field of an event that could not be used. It is missing; the event's other fields are not.
 *
 * @param index which one: of the pipeline's targets in order, then of its fields that are known in
 *     advance
 * @param field the field as the configuration names it
 * @param reason the kind of defect, one of a closed list: a metric label
 */
public record UnusableField(int index, String field, Reason reason) {
  /** What is wrong with a field. */
  public enum Reason {
    /** Text that is no number, an object or an array. */
    NOT_A_NUMBER("not a finite number"),
    /** Infinite, or beyond the range of a double. */
    NOT_FINITE("not a finite number"),
    /** Neither a finite number nor an array of those, or of too many. */
    NOT_A_PLAN("neither a finite number nor an array of at most " + CovariatesConfig.MAX_PLAN);

    private final String defect;

    Reason(String defect) {
      this.defect = defect;
    }

    /** The name in metrics: lower case with hyphens. */
    public String label() {
      return KebabCase.of(this);
    }
  }

  /** What is wrong, for people; never the value itself. */
  public String detail() {
    return "field " + field + " is " + reason.defect;
  }
}
