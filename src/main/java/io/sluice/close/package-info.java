/**
 * What happens when a window closes: the keys that are due, their states, the forecast, the
 * judgement, and what is sent.
 */
package io.sluice.close;
