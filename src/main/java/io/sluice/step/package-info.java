/**
 * The model's step: many keys in one run, their inputs from state and calendar, and states that
 * another model made rebuilt.
 */
package io.sluice.step;
