/**
 * Picks the fields that a pipeline reads out of the bytes of a record, and says what they are not.
 */
package io.sluice.event.json;
