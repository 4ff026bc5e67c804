/**
 * The alerts that the service would have raised on a history, held against what is known of it, and
 * written down for people and programs.
 */
package io.sluice.detect;
