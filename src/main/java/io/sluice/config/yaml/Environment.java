package io.sluice.config.yaml;

import org.jspecify.annotations.Nullable;

/** Where <code>${NAME}</code> is looked up; {@code System::getenv} in production. */
@FunctionalInterface
public interface Environment {
  /** The variable's value, empty ones included; null when it is not set. */
  @Nullable String get(String name);
}
