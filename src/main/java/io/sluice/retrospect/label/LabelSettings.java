package io.sluice.retrospect.label;

import io.sluice.config.PipelineConfig;
import java.time.Duration;

/**
 * How to label.
 *
 * @param pipeline how the data was read and windowed
 * @param budget the mean time of a series between two false labels, at least two windows
 * @param hide windows in a row that are hidden at a time, at least 1: a run of abnormal windows is
 *     only surprising when it is hidden whole
 */
public record LabelSettings(PipelineConfig pipeline, Duration budget, int hide) {

  public LabelSettings {
    if (hide < 1) {
      throw new IllegalArgumentException("at least one window must be hidden at a time: " + hide);
    }
    if (budget.compareTo(pipeline.window().size().multipliedBy(2)) < 0) {
      throw new IllegalArgumentException(
          "the budget must be at least two windows of %s, is %s"
              .formatted(pipeline.window().size(), budget));
    }
  }

  /** The score from which on a window is labelled. */
  public double threshold() {
    return Math.log10((double) budget.toMillis() / pipeline.window().size().toMillis());
  }
}
