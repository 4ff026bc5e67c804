/** What a backtest of a model of events writes. */
package io.sluice.backtest.event;
