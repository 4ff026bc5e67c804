package io.sluice.bench.detect;

import io.sluice.output.Alert;

/**
 * A fault that was found.
 *
 * @param delay windows from its first one to the one on which an alert fired
 * @param type what the alert says at last
 */
record Found(int delay, Alert.Type type) {}
