/** From a history to sequences, through the decoder, windows and features that serve. */
package io.sluice.train.data;
