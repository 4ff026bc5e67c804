/** What an event is: its topic, key and time. */
package io.sluice.config.source;
