package io.sluice.web.api;

import io.sluice.query.PipelineQuery;
import io.sluice.query.Vitals;
import org.jspecify.annotations.Nullable;

/** The pipelines that can be asked about their keys. Called by the web server's threads. */
@FunctionalInterface
public interface Queries {
  /** Null: there is none of that name, or it has not begun. */
  @Nullable PipelineQuery of(String pipeline);

  /** How it is doing; null: unknown. */
  default @Nullable Vitals vitals(String pipeline) {
    return null;
  }
}
