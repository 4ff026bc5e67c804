/** Distributions of the next token that training has counted, from the tokens before it. */
package io.sluice.model.ngram;
