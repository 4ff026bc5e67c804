package io.sluice.live;

import io.sluice.config.PipelineConfig;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/** What all pipelines of the process have said last. Thread-safe. */
public final class Live {
  private static final long MEMORY = 48L << 20;

  private final LiveMemory memory = new LiveMemory(MEMORY);
  private final LiveEvents events = new LiveEvents();
  private final Map<String, LivePipeline> pipelines = new ConcurrentSkipListMap<>();

  /** A pipeline from now on. */
  public LivePipeline add(PipelineConfig config) {
    LivePipeline pipeline = new LivePipeline(config, memory, events);
    pipelines.put(config.name(), pipeline);
    return pipeline;
  }

  /** All of them, in order of their names. */
  public Collection<LivePipeline> pipelines() {
    return pipelines.values();
  }

  /** One; null: there is none of that name. */
  public @Nullable LivePipeline pipeline(String name) {
    return pipelines.get(name);
  }

  /** What is said from now on. */
  public LiveEvents events() {
    return events;
  }
}
