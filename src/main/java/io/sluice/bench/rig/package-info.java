/** What benchmarks measure with: a broker, a pipeline, a load, and gauges of this process. */
package io.sluice.bench.rig;
