/** What the charts of a target remember. */
package io.sluice.state.chart;
