package io.sluice.web.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.javalin.http.Context;
import io.sluice.live.Live;
import io.sluice.live.LivePipeline;
import io.sluice.output.Alert;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The newest word on episodes: those that go on, and the last ones that are over. */
public final class AlertsApi {
  private static final int PAGE = 100;
  private static final int MOST = 2000;

  private final Live live;
  private final Published published;

  public AlertsApi(Live live, Published published) {
    this.live = live;
    this.published = published;
  }

  /** Whether an episode goes on. */
  private enum State {
    FIRING,
    RESOLVED
  }

  private record Of(LivePipeline pipeline, Alert alert) {}

  /** Those that are wanted, the newest first. */
  public byte[] list(Context context) {
    Query query =
        new Query(
            context, "pipeline", "state", "type", "severity", "prefix", "since", "until", "limit");
    String pipeline = query.text("pipeline");
    if (pipeline != null && live.pipeline(pipeline) == null) {
      throw Problem.notFound("there is no pipeline '" + pipeline + "', or it has not begun");
    }
    Predicate<Alert> wanted = wanted(query);
    List<Of> alerts =
        all(pipeline)
            .filter(one -> wanted.test(one.alert()))
            .sorted(Comparator.comparingLong((Of one) -> one.alert().decidedAt()).reversed())
            .limit(query.integer("limit", PAGE, 1, MOST))
            .toList();
    return JsonBody.of(json -> write(json, alerts));
  }

  private Stream<Of> all(@Nullable String name) {
    return live.pipelines().stream()
        .filter(pipeline -> name == null || pipeline.config().name().equals(name))
        .flatMap(
            pipeline ->
                pipeline.alerts().newestFirst().stream().map(alert -> new Of(pipeline, alert)));
  }

  private static Predicate<Alert> wanted(Query query) {
    State state = query.oneOf("state", State.class);
    Alert.Type type = query.oneOf("type", Alert.Type.class);
    Alert.Severity severity = query.oneOf("severity", Alert.Severity.class);
    String prefix = query.text("prefix");
    long since = time(query, "since", Long.MIN_VALUE);
    long until = time(query, "until", Long.MAX_VALUE);
    return alert ->
        (state == null || (state == State.RESOLVED) == (alert.status() == Alert.Status.RESOLVED))
            && (type == null || type == alert.type())
            && (severity == null || severity == alert.severity())
            && (prefix == null || key(alert).startsWith(prefix))
            && alert.lastWindowEnd() >= since
            && alert.firstWindowStart() <= until;
  }

  private static long time(Query query, String name, long otherwise) {
    String text = query.text(name);
    try {
      return text == null ? otherwise : Instant.parse(text).toEpochMilli();
    } catch (DateTimeParseException | ArithmeticException e) {
      throw Problem.badRequest(name + " is not a time such as 2026-11-30T12:00:00Z");
    }
  }

  static String key(Alert alert) {
    return new String(alert.key().get(), StandardCharsets.UTF_8);
  }

  private void write(JsonGenerator json, List<Of> alerts) throws IOException {
    json.writeStartObject();
    json.writeArrayFieldStart("alerts");
    for (Of one : alerts) {
      json.writeRawValue(published.json(one.pipeline().config(), one.alert()));
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  /** One by its id. */
  public byte[] one(Context context) {
    new Query(context);
    String id = context.pathParam("id");
    for (LivePipeline pipeline : live.pipelines()) {
      Alert alert = pipeline.alerts().byId(id);
      if (alert != null) {
        return published.json(pipeline.config(), alert).getBytes(StandardCharsets.UTF_8);
      }
    }
    throw Problem.notFound("no alert '" + id + "' is held here");
  }
}
