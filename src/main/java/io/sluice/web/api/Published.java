package io.sluice.web.api;

import io.sluice.config.PipelineConfig;
import io.sluice.output.Outgoing;
import io.sluice.output.OutgoingSerializer;
import io.sluice.output.PipelineInfo;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/** Forecasts and alerts in the words in which they are published. */
public final class Published {
  private final Map<String, OutgoingSerializer> serializers = new ConcurrentHashMap<>();

  String json(PipelineConfig pipeline, Outgoing value) {
    OutgoingSerializer serializer =
        serializers.computeIfAbsent(
            pipeline.name(), name -> new OutgoingSerializer(PipelineInfo.of(pipeline)));
    byte[] json = Objects.requireNonNull(serializer.serialize("", value));
    return new String(json, StandardCharsets.UTF_8);
  }
}
