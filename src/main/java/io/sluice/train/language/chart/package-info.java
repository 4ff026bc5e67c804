/** What training says of how surprising the events of short keys usually are. */
package io.sluice.train.language.chart;
