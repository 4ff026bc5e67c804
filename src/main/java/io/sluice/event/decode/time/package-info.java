/**
 * Text to event time: units since the epoch, ISO 8601, patterns, and local times that come twice.
 */
package io.sluice.event.decode.time;
