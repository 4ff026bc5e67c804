package io.sluice.report;

import io.sluice.config.yaml.KebabCase;

/** What a part of a figure is, by which the page colours it, in the light and in the dark. */
public enum Tone {
  /** What was observed. */
  INK,
  /** What was expected. */
  ACCENT,
  /** Something to look at. */
  WARN,
  /** Something odd: a line or dots, or a stretch in which an alert fired. */
  BAD,
  GOOD,
  /** A line to compare with. */
  FAINT,
  /** A narrow band. */
  BAND,
  /** A wide band. */
  FAN,
  /** A stretch that is labelled. */
  LABEL,
  /** Where a forecast was made. */
  ORIGIN;

  String css() {
    return KebabCase.of(this);
  }
}
