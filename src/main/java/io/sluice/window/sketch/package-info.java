/** What summaries of many values hold in few bytes: quantiles, and how many are different. */
package io.sluice.window.sketch;
