package io.sluice.config;

import java.time.Duration;

/**
 * How often a healthy key may raise a false alarm.
 *
 * @param budget the mean event time between two false alarms of one healthy key
 */
public record AlertConfig(Duration budget) {}
