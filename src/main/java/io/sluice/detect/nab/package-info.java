/**
 * The Numenta Anomaly Benchmark: its files, its score and its form of results, after Lavin and
 * Ahmad, <a href="https://arxiv.org/abs/1510.03336">Evaluating Real-Time Anomaly Detection
 * Algorithms</a> (2015).
 */
package io.sluice.detect.nab;
