/** Benchmarks of the whole pipeline on an embedded broker. */
package io.sluice.bench;
