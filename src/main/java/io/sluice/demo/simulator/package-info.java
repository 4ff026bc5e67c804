/** The worlds: a home, a market and a warehouse, with faults. */
package io.sluice.demo.simulator;
