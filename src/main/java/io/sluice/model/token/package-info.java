/** Models of events: what they promise, and what is known of a key's next event and its time. */
package io.sluice.model.token;
