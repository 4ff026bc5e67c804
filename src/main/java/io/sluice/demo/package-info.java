/** Simulated worlds, and the pipelines that watch them. */
package io.sluice.demo;
