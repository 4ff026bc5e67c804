/** From a YAML file to a configuration: every problem at once, each with its key path and line. */
package io.sluice.config.read;
