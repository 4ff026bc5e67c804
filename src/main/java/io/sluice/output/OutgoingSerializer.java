package io.sluice.output;

import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/** The values of the output topics. Shared by a pipeline's stream threads. */
public final class OutgoingSerializer implements Serializer<Outgoing> {
  private final ThreadLocal<ForecastJson> forecasts;
  private final ThreadLocal<EventForecastJson> events;
  private final AlertJson alerts;

  public OutgoingSerializer(PipelineInfo info) {
    forecasts = ThreadLocal.withInitial(() -> new ForecastJson(info));
    events = ThreadLocal.withInitial(() -> new EventForecastJson(info));
    alerts = new AlertJson(info);
  }

  @Override
  public byte @Nullable [] serialize(String topic, Outgoing value) {
    if (value instanceof Forecast forecast) {
      return forecasts.get().encode(forecast);
    }
    if (value instanceof EventForecast forecast) {
      return events.get().encode(forecast);
    }
    if (value instanceof Alert alert) {
      return alerts.encode(alert);
    }
    return value instanceof Outgoing.Late late ? late.json() : ((Outgoing.DeadLetter) value).body();
  }
}
