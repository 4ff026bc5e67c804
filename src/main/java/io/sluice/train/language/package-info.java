/**
 * Events to a model file: vocabulary, what is counted, the network, and the weights of a mixture.
 */
package io.sluice.train.language;
