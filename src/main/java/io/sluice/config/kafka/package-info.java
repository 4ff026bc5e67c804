/** Settings of Kafka's clients, streams and topics: which are taken, refused, or set. */
package io.sluice.config.kafka;
