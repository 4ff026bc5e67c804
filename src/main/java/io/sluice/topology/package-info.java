/**
 * The graph of a pipeline: events decoded and laid into windows, and stream time that closes them.
 */
package io.sluice.topology;
