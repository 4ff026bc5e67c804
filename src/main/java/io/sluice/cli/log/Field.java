package io.sluice.cli.log;

/**
 * A field of a log message.
 *
 * @param name as the message's author wrote it
 * @param value what was logged, often from outside
 * @param quoted whether the author put it in quotes
 */
record Field(String name, Object value, boolean quoted) {}
