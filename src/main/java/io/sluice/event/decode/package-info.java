/** From a record's bytes to an event, or to the reason why it is none. */
package io.sluice.event.decode;
