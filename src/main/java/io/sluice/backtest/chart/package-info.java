/** Line charts as inline SVG. */
package io.sluice.backtest.chart;
