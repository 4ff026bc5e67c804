/** Trains what labels events: counts, evidence, and what each is worth on days held out. */
package io.sluice.train.language.label;
