package io.sluice.web.event;

import com.fasterxml.jackson.core.JsonGenerator;
import io.sluice.alert.EpisodeTracker;
import io.sluice.config.source.EventsConfig;
import io.sluice.config.yaml.KebabCase;
import io.sluice.language.Likely;
import io.sluice.language.Next;
import io.sluice.language.ScoredEvent;
import io.sluice.language.Vocabulary;
import io.sluice.live.LiveEvent;
import io.sluice.live.LiveEventSeries;
import io.sluice.live.LiveEventWindow;
import io.sluice.live.LiveNext;
import io.sluice.model.ModelIdentity;
import io.sluice.model.label.Tag;
import io.sluice.output.EventForecast;
import io.sluice.query.event.EventKeyView;
import io.sluice.query.event.EventVerdict;
import io.sluice.state.EpisodeState;
import io.sluice.state.event.EventKeyState;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes what is known of series whose events are tokens. Words and shapes are those of {@code
 * schemas/events.v1.json}: a token that is null is the end of a session.
 */
public final class EventSeriesJson {
  /** The last events whose surprise a list shows. */
  public static final int SPARKS = 48;

  private static final long LATEST = Instant.parse("9999-12-31T23:59:59Z").toEpochMilli();

  private static final MathContext DIGITS = new MathContext(6);

  private EventSeriesJson() {}

  /** What a pipeline's events are. */
  public static void config(JsonGenerator json, EventsConfig events, @Nullable Long modelGapMs)
      throws IOException {
    json.writeObjectFieldStart("events");
    json.writeArrayFieldStart("token");
    for (String field : events.token()) {
      json.writeString(field);
    }
    json.writeEndArray();
    Duration gap = events.sessionGap();
    if (gap == null && modelGapMs != null && modelGapMs > 0) {
      gap = Duration.ofMillis(modelGapMs);
    }
    text(json, "sessionGap", gap == null ? null : gap.toString());
    json.writeArrayFieldStart("sessionEnd");
    for (String token : events.sessionEnd().stream().sorted().toList()) {
      json.writeString(token);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  /** The members of a series in a list, beside its key and whether it fires. */
  public static void item(JsonGenerator json, LiveEventSeries one) throws IOException {
    ScoredEvent last = one.lastEvent();
    exactly(json, "score", one.score()); // pages of several instances are put in order by it
    number(json, "maturity", one.maturity());
    time(json, "end", one.end());
    token(json, last);
    time(json, "lastEventAt", last.time());
    json.writeArrayFieldStart("bits");
    for (double bits : one.lastBits(SPARKS)) {
      number(json, bits);
    }
    json.writeEndArray();
  }

  /** The members of a series whose windows are held. */
  public static void held(JsonGenerator json, LiveEventSeries one) throws IOException {
    json.writeNumberField("partition", one.partition());
    json.writeBooleanField("firing", one.isFiring());
    number(json, "maturity", one.maturity());
    json.writeFieldName("model");
    model(json, one.model());
    windows(json, one.windows());
    next(json, one.next());
  }

  /** The same of one whose windows are not. */
  public static void stored(JsonGenerator json, EventKeyView view, String absent)
      throws IOException {
    EventKeyState state = view.state();
    json.writeNumberField("partition", view.partition());
    json.writeBooleanField("firing", state.unusual.isFiring() || state.missing.isFiring());
    json.writeNullField("maturity");
    json.writeNullField("model");
    windows(json, List.of());
    json.writeNullField("next");
    session(json, state);
    json.writeStringField("windowsAbsent", absent);
  }

  private static void model(JsonGenerator json, ModelIdentity model) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", model.name());
    json.writeStringField("version", model.version());
    json.writeStringField("hash", model.hash());
    json.writeEndObject();
  }

  private static void windows(JsonGenerator json, List<LiveEventWindow> windows)
      throws IOException {
    json.writeArrayFieldStart("windows");
    for (LiveEventWindow window : windows) {
      json.writeStartObject();
      time(json, "end", window.end());
      number(json, "score", window.score());
      json.writeArrayFieldStart("events");
      for (ScoredEvent event : window.events()) {
        event(json, event);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void event(JsonGenerator json, ScoredEvent event) throws IOException {
    json.writeStartObject();
    time(json, "time", event.time());
    token(json, event);
    number(json, "bits", event.bits());
    number(json, "probability", event.probability());
    json.writeBooleanField("new", event.isNew());
    Tag tag = event.tag();
    if (tag != null) {
      text(json, "label", tag.label());
      number(json, "labelProbability", tag.probability());
    }
    json.writeFieldName("expected");
    likely(json, event.expected());
    json.writeEndObject();
  }

  private static void token(JsonGenerator json, ScoredEvent event) throws IOException {
    text(json, "token", event.isEndOfSession() ? null : event.text());
  }

  private static void likely(JsonGenerator json, List<Likely> tokens) throws IOException {
    json.writeStartArray();
    for (Likely one : tokens) {
      json.writeStartObject();
      text(json, "token", one.text().equals(Vocabulary.EOS_TEXT) ? null : one.text());
      number(json, "probability", one.probability());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void next(JsonGenerator json, LiveNext next) throws IOException {
    json.writeObjectFieldStart("next");
    json.writeFieldName("tokens");
    likely(json, next.tokens());
    time(json, "after", next.after());
    json.writeObjectFieldStart("at");
    time(json, "0.1", next.soon());
    time(json, "0.5", next.middle());
    time(json, "0.9", next.late());
    json.writeEndObject();
    json.writeEndObject();
    if (next.session() == null) {
      json.writeNullField("session");
    } else {
      session(json, next.session(), next.after());
    }
  }

  private static void session(JsonGenerator json, EventKeyState state) throws IOException {
    if (state.memory.isSessionOpen()) {
      session(json, state.memory.sessionBegin(), state.memory.sessionEvents());
    } else {
      json.writeNullField("session");
    }
  }

  private static void session(JsonGenerator json, EventForecast.Session session, long lastEvent)
      throws IOException {
    json.writeObjectFieldStart("session");
    time(json, "start", session.begin());
    json.writeNumberField("events", session.events());
    Tag label = session.label();
    if (label != null) {
      json.writeArrayFieldStart("labels");
      for (Tag.Rated one : label.likely()) {
        json.writeStartObject();
        text(json, "label", one.label());
        number(json, "probability", one.probability());
        json.writeEndObject();
      }
      json.writeEndArray();
    }
    Next.Remaining remaining = session.remaining();
    if (remaining != null) {
      json.writeObjectFieldStart("endsAt");
      time(json, "0.1", lastEvent + remaining.low());
      time(json, "0.5", lastEvent + remaining.median());
      time(json, "0.9", lastEvent + remaining.high());
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  private static void session(JsonGenerator json, long begin, int events) throws IOException {
    json.writeObjectFieldStart("session");
    time(json, "start", begin);
    json.writeNumberField("events", events);
    json.writeEndObject();
  }

  /**
   * What is stored of a key.
   *
   * @param instance the address of the process that has it; null: it has none
   */
  public static void state(JsonGenerator json, EventKeyView key, @Nullable String instance)
      throws IOException {
    EventKeyState state = key.state();
    json.writeStartObject();
    json.writeBooleanField("committed", false);
    json.writeBooleanField("stale", key.isStale());
    json.writeNumberField("partition", key.partition());
    text(json, "instance", instance);
    json.writeNumberField("bytes", key.bytes());
    time(json, "lastEnd", state.lastEnd);
    time(json, "lastEventAt", state.memory.lastTime());
    json.writeNumberField("events", state.memory.events());
    number(json, "meanBits", state.charts.mean);
    session(json, state);
    json.writeArrayFieldStart("episodes");
    for (EpisodeState episode : List.of(state.unusual, state.missing)) {
      if (episode.isFiring()) {
        json.writeStartObject();
        json.writeStringField("type", KebabCase.of(EpisodeTracker.type(episode)));
        time(json, "since", episode.firstStart);
        json.writeNumberField("windows", episode.windows);
        json.writeEndObject();
      }
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  /** Why an alert of a key fires, or none does. */
  public static void why(JsonGenerator json, EventVerdict why) throws IOException {
    json.writeStartObject();
    json.writeNumberField("windowsJudged", why.windowsJudged());
    json.writeNumberField("windowsNeeded", why.windowsNeeded());
    json.writeStringField("words", why.words());
    number(json, "score", why.score());
    number(json, "scoreThreshold", why.threshold());
    boolean isExpected = why.missingAt() != EventKeyState.NEVER;
    text(json, "missingAt", isExpected ? text(why.missingAt()) : null);
    json.writeEndObject();
  }

  /** The members of a window in the stream, beside its pipeline and its key. */
  public static void said(JsonGenerator json, LiveEvent.Events events) throws IOException {
    time(json, "end", events.end());
    number(json, "score", events.score());
    json.writeNumberField("count", events.count());
    number(json, "bits", events.bits());
    token(json, events.last());
  }

  private static void time(JsonGenerator json, String name, long epochMillis) throws IOException {
    json.writeStringField(name, text(epochMillis));
  }

  /** RFC 3339 has years of four digits: what will be later is as good as never. */
  private static String text(long epochMillis) {
    return Instant.ofEpochMilli(Math.min(epochMillis, LATEST)).toString();
  }

  private static void text(JsonGenerator json, String name, @Nullable String text)
      throws IOException {
    if (text == null) {
      json.writeNullField(name);
    } else {
      json.writeStringField(name, text);
    }
  }

  private static void number(JsonGenerator json, String name, double value) throws IOException {
    json.writeFieldName(name);
    number(json, value);
  }

  private static void exactly(JsonGenerator json, String name, double value) throws IOException {
    if (Double.isFinite(value)) {
      json.writeNumberField(name, value);
    } else {
      json.writeNullField(name);
    }
  }

  /** In six significant digits; null where there is none. */
  private static void number(JsonGenerator json, double value) throws IOException {
    if (Double.isFinite(value)) {
      json.writeNumber(BigDecimal.valueOf(value).round(DIGITS).doubleValue());
    } else {
      json.writeNull();
    }
  }
}
