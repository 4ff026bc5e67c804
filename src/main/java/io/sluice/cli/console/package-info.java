/**
 * What all commands share: the terminal, log lines, signals, and files named on the command line.
 */
package io.sluice.cli.console;
