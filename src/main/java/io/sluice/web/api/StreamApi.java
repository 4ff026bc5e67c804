package io.sluice.web.api;

import io.javalin.http.Context;
import io.javalin.http.Header;
import io.javalin.http.sse.SseClient;
import io.javalin.http.sse.SseHandler;
import io.sluice.live.Live;
import io.sluice.live.LiveEvent;
import io.sluice.live.LiveEvents;
import io.sluice.output.Forecast;
import io.sluice.web.event.EventSeriesJson;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What pipelines say, as server-sent events: {@code window}, {@code events} and {@code alert}. Each
 * listener has a thread, so there are only so many; one that is too slow is dropped.
 */
public final class StreamApi implements AutoCloseable {
  private static final String EVENTS = "text/event-stream";

  /** More often than idle connections are closed. */
  private static final long COMMENT_EVERY_MS = 5_000;

  private static final long CLOSE_WITHIN_MS = 2_000;
  private static final Logger LOG = LoggerFactory.getLogger(StreamApi.class);

  private final Live live;
  private final Published published;
  private final Queries queries;
  private final boolean isOneOfSeveral;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          work -> {
            Thread thread = new Thread(work, "sluice-stream");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * Sends what pipelines say.
   *
   * @param queries knows which pipelines there are
   * @param isOneOfSeveral whether other instances say something too, which is not sent
   */
  public StreamApi(Live live, Published published, Queries queries, boolean isOneOfSeveral) {
    this.live = live;
    this.queries = queries;
    this.isOneOfSeveral = isOneOfSeveral;
    this.published = published;
  }

  /**
   * Sends from now on, or from after the event that the client had last. What is wrong with the
   * question is said before the stream begins.
   */
  public void serve(Context context) {
    Query query = new Query(context, "pipeline", "key", "prefix", "only");
    if (!EVENTS.equals(context.header(Header.ACCEPT))) {
      throw Problem.notAcceptable("the header Accept is to be " + EVENTS);
    }
    LiveEvents.Listener listener =
        live.events().listen(wanted(query), after(context.header("Last-Event-ID")));
    if (listener == null) {
      throw Problem.unavailable(
          "there are "
              + LiveEvents.MOST_LISTENERS
              + " listeners, which is as many as there may be");
    }
    try {
      new SseHandler(client -> begin(client, listener)).handle(context);
    } catch (RuntimeException e) {
      listener.close();
      throw e;
    }
  }

  private void begin(SseClient client, LiveEvents.Listener listener) {
    client.onClose(listener::close);
    client.keepAlive();
    threads.execute(() -> send(client, listener));
  }

  /** What may be asked for alone. */
  private enum Only {
    WINDOWS,
    ALERTS
  }

  private Predicate<LiveEvent> wanted(Query query) {
    String pipeline = query.text("pipeline");
    if (pipeline != null && live.pipeline(pipeline) == null && !queries.isConfigured(pipeline)) {
      throw Problem.noPipeline(pipeline, queries);
    }
    String key = query.text("key");
    String prefix = query.text("prefix");
    Only only = query.oneOf("only", Only.class);
    return event ->
        (pipeline == null || event.pipeline().equals(pipeline))
            && (key == null || event.key().equals(key))
            && (prefix == null || event.key().startsWith(prefix))
            && (only == null || (only == Only.ALERTS) == (event.alert() != null));
  }

  private static long after(@Nullable String lastEventId) {
    try {
      return lastEventId == null ? -1 : Long.parseLong(lastEventId);
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  private void send(SseClient client, LiveEvents.Listener listener) {
    try (listener) {
      if (isOneOfSeveral) {
        client.sendComment("of the instance that was asked alone, not of the others");
      }
      while (!client.terminated()) {
        LiveEvent event = listener.poll(COMMENT_EVERY_MS);
        if (event != null) {
          client.sendEvent(name(event), json(event), event.id() + "");
        } else if (listener.isDropped()) {
          client.sendComment("too slow");
          break;
        } else {
          client.sendComment("");
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      // Where the server closes the stream's end is written yet, which a thread that is interrupted
      // cannot, and Javalin would try for ever.
      Thread.interrupted();
      client.close();
    }
  }

  private static String name(LiveEvent event) {
    if (event.events() != null) {
      return "events";
    }
    return event.alert() == null ? "window" : "alert";
  }

  private String json(LiveEvent event) {
    byte[] json =
        JsonBody.of(
            out -> {
              out.writeStartObject();
              out.writeStringField("pipeline", event.pipeline());
              out.writeStringField("key", event.key());
              Forecast forecast = event.forecast();
              LiveEvent.Events events = event.events();
              if (forecast != null) {
                JsonBody.time(out, "end", forecast.windowEnd);
                out.writeFieldName("score");
                JsonBody.number(out, forecast.score);
                out.writeBooleanField("firing", event.isFiring());
              } else if (events != null) {
                EventSeriesJson.said(out, events);
                out.writeBooleanField("firing", event.isFiring());
              } else {
                out.writeFieldName("alert");
                out.writeRawValue(
                    published.json(
                        Objects.requireNonNull(live.pipeline(event.pipeline())).config(),
                        Objects.requireNonNull(event.alert())));
              }
              out.writeEndObject();
            });
    return new String(json, StandardCharsets.UTF_8);
  }

  /**
   * Ends all streams, and waits for that: on connections that are closed Javalin fails for ever.
   */
  @Override
  public void close() {
    threads.shutdownNow();
    try {
      if (!threads.awaitTermination(CLOSE_WITHIN_MS, TimeUnit.MILLISECONDS)) {
        LOG.warn("event=streams-open reason=\"clients do not read\"");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
