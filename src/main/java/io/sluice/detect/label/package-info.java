/** What people know of a history: events with a beginning and an end, and how alerts met them. */
package io.sluice.detect.label;
