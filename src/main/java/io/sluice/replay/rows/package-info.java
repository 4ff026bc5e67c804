/** The rows of a CSV file as the records that they become, in order, and what was lost of them. */
package io.sluice.replay.rows;
