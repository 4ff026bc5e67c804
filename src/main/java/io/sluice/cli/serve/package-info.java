/** Commands about a service: run, validate, topics, inspect and reset. */
package io.sluice.cli.serve;
