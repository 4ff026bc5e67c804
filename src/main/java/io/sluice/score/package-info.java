/** How surprising a value is under a forecast, calibrated per key. */
package io.sluice.score;
