/**
 * A pipeline as an application of Kafka Streams: its start and end, settings, clients, and what
 * becomes of it when something fails.
 */
package io.sluice.app;
