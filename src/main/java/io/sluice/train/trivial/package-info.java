/** Trivial forecasters as step models: what is served where no network is worth more. */
package io.sluice.train.trivial;
