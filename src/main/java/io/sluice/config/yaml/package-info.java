/**
 * YAML read node by node: every value knows its key path and line, and every problem is collected
 * instead of thrown, so that a user sees all of them at once. Knows nothing of what is configured.
 */
package io.sluice.config.yaml;
