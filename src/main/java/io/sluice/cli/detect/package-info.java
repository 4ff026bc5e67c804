/** The command that tells which alerts a history would have raised. */
package io.sluice.cli.detect;
