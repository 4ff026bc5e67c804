/** What is counted, for Prometheus and for the process itself. */
package io.sluice.metrics;
