/** Whole sequences: what is hidden from a network, and how it sees a stretch of a series. */
package io.sluice.train.sequence;
