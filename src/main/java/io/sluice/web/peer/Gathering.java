package io.sluice.web.peer;

import com.fasterxml.jackson.core.JsonGenerator;
import io.javalin.http.Context;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Asks all other instances what this one was asked, at once, and waits for two seconds. What came
 * from another instance is asked of nobody.
 */
public final class Gathering {
  private static final Duration LIMIT = Duration.ofSeconds(2);

  private final Peers peers;

  public Gathering(Peers peers) {
    this.peers = peers;
  }

  /**
   * What was gathered.
   *
   * @param asked instances, this one included; 0: nobody else was to be asked
   * @param bodies the answers of the others
   * @param missing which of them gave none, and why
   */
  public record Gathered(int asked, List<byte[]> bodies, List<String> missing) {
    public Gathered {
      bodies = List.copyOf(bodies);
      missing = List.copyOf(missing);
    }
  }

  /** Path and query of a request, as it came. */
  public static String target(Context context) {
    String query = context.req().getQueryString();
    return context.req().getRequestURI() + (query == null ? "" : "?" + query);
  }

  /** Writes who was asked into an answer, if anybody was. */
  public static void write(JsonGenerator json, Gathered gathered) throws IOException {
    if (gathered.asked == 0) {
      return;
    }
    json.writeObjectFieldStart("instances");
    json.writeNumberField("asked", gathered.asked);
    json.writeNumberField("answered", gathered.asked - gathered.missing.size());
    json.writeArrayFieldStart("missing");
    for (String words : gathered.missing) {
      json.writeString(words);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  /**
   * One answer of the others.
   *
   * @param body null: none has one
   * @param missing who may have one and did not say, and why not; null: nobody
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record First(byte @Nullable [] body, @Nullable String missing) {}

  /** The first answer of another instance. */
  public First first(Context context) {
    @Nullable String missing = null;
    for (PeerAnswer answer : answers(context)) {
      if (answer.isOk()) {
        return new First(answer.body(), null);
      }
      missing = answer.status() == 404 ? missing : answer.words();
    }
    return new First(null, missing);
  }

  /** Asks. */
  public Gathered gather(Context context) {
    List<PeerAnswer> answers = answers(context);
    if (answers.isEmpty()) {
      return new Gathered(0, List.of(), List.of());
    }
    List<byte[]> bodies = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    for (PeerAnswer answer : answers) {
      if (answer.isOk()) {
        bodies.add(answer.body());
      } else {
        missing.add(answer.words());
      }
    }
    return new Gathered(1 + answers.size(), bodies, missing);
  }

  /** Of all others; empty: nobody else is to be asked. */
  private List<PeerAnswer> answers(Context context) {
    if (!peers.isAny() || peers.isShownBy(context.header(Peers.HEADER))) {
      return List.of();
    }
    String target = target(context);
    List<CompletableFuture<PeerAnswer>> asked =
        peers.others().stream().map(peer -> peers.ask(peer, target, null, LIMIT)).toList();
    return asked.stream().map(CompletableFuture::join).toList();
  }
}
