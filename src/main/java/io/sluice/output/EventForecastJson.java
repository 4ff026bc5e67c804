package io.sluice.output;

import io.sluice.language.Next;
import io.sluice.language.ScoredEvent;
import io.sluice.model.label.Tag;
import io.sluice.output.json.JsonBytes;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes what is published of events as {@code schemas/events.v1.json} says. Not thread-safe. */
final class EventForecastJson {
  /** The most events of a window that are named one by one. */
  static final int MAX_EVENTS = 100;

  /** The most of them with what was expected in their place. */
  static final int MAX_UNLIKELY = 3;

  private static final double[] LEVELS = {0.1, 0.5, 0.9};

  private final PipelineInfo info;
  private final JsonBytes json = new JsonBytes();

  EventForecastJson(PipelineInfo info) {
    this.info = info;
  }

  byte[] encode(EventForecast forecast) {
    json.clear().raw("{\"pipeline\":").string(info.pipeline());
    json.raw(",\"key\":").string(forecast.key().get());
    json.raw(",\"window\":{\"start\":").time(forecast.windowStart());
    json.raw(",\"end\":").time(forecast.windowEnd());
    ForecastJson.modelReference(json.raw("},\"model\":"), forecast.model());
    json.raw(",\"score\":").number(forecast.score());
    json.raw(",\"maturity\":").number(forecast.maturity());
    surprise(forecast.events());
    next(forecast);
    json.raw(",\"session\":");
    if (forecast.session() == null) {
      json.raw("null");
    } else {
      json.raw("{\"start\":").time(forecast.session().begin());
      json.raw(",\"events\":").number((long) forecast.session().events());
      label(forecast.session().label());
      remaining(forecast);
      json.raw('}');
    }
    json.raw(",\"source\":{\"topic\":").string(info.sourceTopic()).raw(",\"ranges\":[");
    ForecastJson.ranges(json, forecast.sources());
    return json.raw("]}}").toByteArray();
  }

  /** What the open session will have been. */
  private void label(@Nullable Tag tag) {
    if (tag == null) {
      return;
    }
    json.raw(",\"labels\":[");
    for (int i = 0; i < tag.likely().size(); i++) {
      json.raw(i == 0 ? "{\"label\":" : ",{\"label\":").string(tag.likely().get(i).label());
      json.raw(",\"probability\":").number(tag.likely().get(i).probability()).raw('}');
    }
    json.raw(']');
  }

  /** By when the open session is over. */
  private void remaining(EventForecast forecast) {
    EventForecast.Session session = forecast.session();
    Next.Remaining remaining = session == null ? null : session.remaining();
    if (remaining == null) {
      return;
    }
    json.raw(",\"endsAt\":{\"0.1\":").time(forecast.lastEvent() + remaining.low());
    json.raw(",\"0.5\":").time(forecast.lastEvent() + remaining.median());
    json.raw(",\"0.9\":").time(forecast.lastEvent() + remaining.high()).raw('}');
  }

  private void surprise(List<ScoredEvent> events) {
    double bits = events.stream().mapToDouble(ScoredEvent::bits).sum();
    json.raw(",\"count\":").number((long) events.size());
    json.raw(",\"bits\":").number(bits);
    json.raw(",\"perplexity\":").number(Math.pow(2, bits / events.size()));
    json.raw(",\"events\":[");
    for (int i = 0; i < Math.min(MAX_EVENTS, events.size()); i++) {
      AlertEvents.scored(json.raw(i == 0 ? "" : ","), events.get(i), false);
    }
    json.raw("],\"unlikely\":[");
    List<ScoredEvent> unlikely =
        events.stream()
            .sorted(Comparator.comparingDouble(ScoredEvent::bits).reversed())
            .limit(MAX_UNLIKELY)
            .toList();
    for (int i = 0; i < unlikely.size(); i++) {
      AlertEvents.scored(json.raw(i == 0 ? "" : ","), unlikely.get(i), true);
    }
    json.raw("]");
  }

  private void next(EventForecast forecast) {
    Next next = forecast.next();
    json.raw(",\"next\":{\"tokens\":");
    AlertEvents.likely(json, next.likely());
    json.raw(",\"after\":").time(forecast.lastEvent());
    json.raw(",\"at\":{");
    for (int i = 0; i < LEVELS.length; i++) {
      json.raw(i == 0 ? "\"" : ",\"").raw(Double.toString(LEVELS[i])).raw("\":");
      json.time(forecast.lastEvent() + next.quantile(LEVELS[i]));
    }
    json.raw("}}");
  }
}
