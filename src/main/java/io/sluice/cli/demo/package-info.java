/** Commands that send data to a pipeline: demo, simulate and replay. */
package io.sluice.cli.demo;
