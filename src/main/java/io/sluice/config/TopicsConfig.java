package io.sluice.config;

/** The names of a pipeline's output topics. */
public record TopicsConfig(String forecasts, String alerts, String late, String deadLetters) {}
