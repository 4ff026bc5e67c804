package io.sluice.web.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.javalin.http.Context;
import io.sluice.live.Live;
import io.sluice.live.LivePipeline;
import io.sluice.output.Alert;
import io.sluice.web.peer.Gathering;
import io.sluice.web.peer.JsonItems;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The newest word on episodes: those that go on, and the last ones that are over. */
public final class AlertsApi {
  private static final int PAGE = 100;
  private static final int MOST = 2000;

  private final Live live;
  private final Published published;
  private final Queries queries;
  private final Gathering gathering;

  /**
   * Answers about alerts.
   *
   * @param queries knows which pipelines there are
   * @param gathering how other instances are asked for theirs
   */
  public AlertsApi(Live live, Published published, Queries queries, Gathering gathering) {
    this.queries = queries;
    this.live = live;
    this.published = published;
    this.gathering = gathering;
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
      throw Problem.noPipeline(pipeline, queries);
    }
    Predicate<Alert> wanted = wanted(query);
    int limit = query.integer("limit", PAGE, 1, MOST);
    List<Of> alerts =
        all(pipeline)
            .filter(one -> wanted.test(one.alert()))
            .sorted(Comparator.comparingLong((Of one) -> one.alert().decidedAt()).reversed())
            .limit(limit)
            .toList();
    byte[] own = JsonBody.of(json -> write(json, alerts));
    Gathering.Gathered others = gathering.gather(context);
    return others.asked() == 0 ? own : merge(own, others, limit);
  }

  /** Of an alert that several instances know, the newest word counts. */
  private static byte[] merge(byte[] own, Gathering.Gathered others, int limit) {
    Map<String, JsonItems.Item> byId = new HashMap<>();
    List<String> missing = new ArrayList<>(others.missing());
    Stream.concat(Stream.of(own), others.bodies().stream())
        .forEach(
            body -> {
              try {
                for (JsonItems.Item item : JsonItems.parse(body, "alerts").items()) {
                  byId.merge(item.value("id"), item, AlertsApi::newer);
                }
              } catch (IOException e) {
                missing.add("an instance whose answer is of another shape");
              }
            });
    List<JsonItems.Item> alerts =
        byId.values().stream()
            .sorted(Comparator.comparing(AlertsApi::decidedAt).reversed())
            .limit(limit)
            .toList();
    return JsonBody.of(
        json -> {
          json.writeStartObject();
          json.writeArrayFieldStart("alerts");
          for (JsonItems.Item alert : alerts) {
            json.writeRawValue(alert.json());
          }
          json.writeEndArray();
          Gathering.write(json, new Gathering.Gathered(others.asked(), List.of(), missing));
          json.writeEndObject();
        });
  }

  private static JsonItems.Item newer(JsonItems.Item one, JsonItems.Item other) {
    return decidedAt(one).isBefore(decidedAt(other)) ? other : one;
  }

  private static Instant decidedAt(JsonItems.Item alert) {
    return Instant.parse(alert.value("decidedAt"));
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
    long since = query.time("since", Long.MIN_VALUE);
    long until = query.time("until", Long.MAX_VALUE);
    return alert ->
        (state == null || (state == State.RESOLVED) == (alert.status() == Alert.Status.RESOLVED))
            && (type == null || type == alert.type())
            && (severity == null || severity == alert.severity())
            && (prefix == null || key(alert).startsWith(prefix))
            && alert.lastWindowEnd() >= since
            && alert.firstWindowStart() <= until;
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
    Gathering.First elsewhere = gathering.first(context);
    if (elsewhere.body() != null) {
      return elsewhere.body();
    }
    if (elsewhere.missing() != null) {
      throw Problem.unavailable("who may have the alert does not say: " + elsewhere.missing());
    }
    throw Problem.notFound("no alert '" + id + "' is held here");
  }
}
