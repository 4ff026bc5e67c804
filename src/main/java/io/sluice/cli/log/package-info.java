/** Log lines as text and JSON. */
package io.sluice.cli.log;
