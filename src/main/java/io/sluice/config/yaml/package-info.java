/**
 * YAML read node by node: every value knows its key path and line, and every problem is collected
 * instead of thrown, so that a user sees all of them at once. Knows nothing of what is configured.
 * How durations and the constants of enums are spelled here is how they are spelled everywhere.
 */
package io.sluice.config.yaml;
