/** What goes from decoding to windows: events, watermarks, and why a record is no event. */
package io.sluice.event;
