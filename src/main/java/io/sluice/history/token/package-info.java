/** Histories of events that are no numbers, by key. */
package io.sluice.history.token;
