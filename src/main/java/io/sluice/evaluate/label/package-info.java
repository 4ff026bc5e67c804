/** How well events and sessions are labelled, beside hidden Markov models. */
package io.sluice.evaluate.label;
