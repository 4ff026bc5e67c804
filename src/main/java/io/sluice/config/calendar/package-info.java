/** Reads when data is expected: days, opening hours and holidays. */
package io.sluice.config.calendar;
