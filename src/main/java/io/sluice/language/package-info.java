/**
 * Streams of events that are no numbers, learned as a language per key: what comes next and when,
 * and how surprising what came is.
 */
package io.sluice.language;
