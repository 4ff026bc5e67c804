package io.sluice.config;

/** Where metrics and health are served. Port 0 takes any free port. */
public record HttpConfig(String host, int port) {}
