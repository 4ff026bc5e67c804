package io.sluice.config.kafka;

import io.sluice.config.yaml.Setting;

/**
 * One property with the place where it stands.
 *
 * @param key its name, with dots
 * @param value what it is set to, after substitution
 * @param setting where a problem with it is reported
 */
record Property(String key, String value, Setting setting) {}
