/** The command line: what {@code sluice} is called with, and how a failure ends it. */
package io.sluice.cli;
