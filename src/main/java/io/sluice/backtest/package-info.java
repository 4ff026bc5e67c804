/**
 * Backtests: how a pipeline's model would have forecast the end of a file, by the metrics of
 * forecasting benchmarks and beside trivial forecasters. Needs no broker and no training library.
 */
package io.sluice.backtest;
