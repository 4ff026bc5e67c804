package io.sluice.config;

/** The charts by which windows are judged, see docs/detection.md. */
public enum AlertChart {
  FORECAST,
  DISTANCE,
  LEVEL,
  SPREAD_UP,
  CHANGE,
  FROZEN,
  RANGE
}
