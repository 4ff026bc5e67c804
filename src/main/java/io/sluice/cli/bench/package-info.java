/** Benchmarks. */
package io.sluice.cli.bench;
