/** What is counted of events: sequences of tokens, n-grams, delays, and the vocabulary. */
package io.sluice.train.language.count;
