/** Commands that work on a history: train, backtest, generate and label. */
package io.sluice.cli.offline;
