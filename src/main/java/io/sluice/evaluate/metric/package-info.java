/** What forecasts are scored by, and the trivial forecasters that every model has to beat. */
package io.sluice.evaluate.metric;
