/**
 * Models that see a whole stretch of a series, both sides of a window: how the past is cut up for
 * them.
 */
package io.sluice.retrospect;
