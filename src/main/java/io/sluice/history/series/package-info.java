/**
 * The past as series: the targets of every key, window by window, with what was known in advance,
 * through the decoder and the windows that serve.
 */
package io.sluice.history.series;
