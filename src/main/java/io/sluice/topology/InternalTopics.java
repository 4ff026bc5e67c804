package io.sluice.topology;

import io.sluice.config.source.SourceConfig;
import java.util.List;

/** The names of the topics that a pipeline has beside those of its configuration. */
public final class InternalTopics {
  private InternalTopics() {}

  /** Between decoding and windows; a pipeline whose source is keyed has none. */
  public static String repartition(String applicationId) {
    return applicationId + "-" + PipelineTopology.REPARTITION + "-repartition";
  }

  /**
   * The topic whose partitions are the tasks that keep windows: the source's own if it is keyed.
   */
  public static String windowed(String applicationId, SourceConfig source) {
    return source.keyed() ? source.topic() : repartition(applicationId);
  }

  /** The log of a store of {@link Stores}. */
  public static String changelog(String applicationId, String store) {
    return applicationId + "-" + store + "-changelog";
  }

  /** What its instances agree on. */
  public static String configuration(String applicationId) {
    return applicationId + "-configuration";
  }

  /** All that a pipeline may have, whether its source is keyed or not. */
  public static List<String> of(String applicationId) {
    return List.of(
        configuration(applicationId),
        repartition(applicationId),
        changelog(applicationId, Stores.KEY_STATE),
        changelog(applicationId, Stores.META),
        changelog(applicationId, Stores.SOURCE_CLOCK),
        changelog(applicationId, Stores.WINDOWS));
  }
}
