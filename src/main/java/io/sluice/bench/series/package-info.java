/** Made-up series that are stationary: nothing in them is a fault. */
package io.sluice.bench.series;
