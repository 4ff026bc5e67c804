package io.sluice.web.api;

import io.sluice.query.PipelineQuery;
import org.jspecify.annotations.Nullable;

/** The pipelines that can be asked about their keys. Called by the web server's threads. */
@FunctionalInterface
public interface Queries {
  /** Null: there is none of that name, or it has not begun. */
  @Nullable PipelineQuery of(String pipeline);
}
