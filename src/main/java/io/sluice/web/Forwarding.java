package io.sluice.web;

import io.javalin.http.Context;
import io.javalin.http.Header;
import io.sluice.query.Elsewhere;
import io.sluice.query.PipelineQuery;
import io.sluice.web.api.Problem;
import io.sluice.web.api.Queries;
import io.sluice.web.api.WhatIfApi;
import io.sluice.web.peer.Gathering;
import io.sluice.web.peer.PeerAnswer;
import io.sluice.web.peer.Peers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Brings a question about a key to the instance that has it. One that came from another instance
 * goes no further. When the one that has the key does not answer, a replica does, where there is
 * one.
 */
final class Forwarding {
  private static final Duration LIMIT = Duration.ofSeconds(5);

  /** What says nothing about the key. */
  private static final Set<Integer> NO_ANSWER = Set.of(0, 421, 500, 503);

  private final Peers peers;
  private final Queries queries;

  Forwarding(Peers peers, Queries queries) {
    this.peers = peers;
    this.queries = queries;
  }

  /** A question about a key. */
  @FunctionalInterface
  interface Question {
    /**
     * Answers it from what this instance has.
     *
     * @param orReplica whether a replica may answer
     * @throws Elsewhere when it has nothing of the key
     */
    byte[] answer(Context context, boolean orReplica);
  }

  /** Takes the answer of this instance. */
  @FunctionalInterface
  interface Own {
    void take(Context context, byte[] answer);
  }

  /** Answers a question here or elsewhere. */
  void serve(Context context, Question question, Own own) {
    boolean isPassedOn = peers.isShownBy(context.header(Peers.HEADER));
    try {
      own.take(context, question.answer(context, isPassedOn));
    } catch (Elsewhere e) {
      if (isPassedOn || !peers.isAny()) {
        throw e;
      }
      Set<Integer> searched = new HashSet<>(e.searched());
      PeerAnswer answer = ask(context, e.partition(), searched);
      PipelineQuery query = queries.of(context.pathParam("pipeline"));
      if (answer != null && !NO_ANSWER.contains(answer.status())) {
        pass(context, answer);
      } else if (query != null && query.isAll(searched)) {
        throw Problem.noWindowOf(context.pathParam("key"));
      } else {
        replica(context, question, own, answer);
      }
    }
  }

  /**
   * Those that have the key's partition in turn; null: none of them may be asked.
   *
   * @param searched takes the partitions in which others have looked in vain
   */
  private @Nullable PeerAnswer ask(Context context, int partition, Set<Integer> searched) {
    PipelineQuery query = queries.of(context.pathParam("pipeline"));
    List<String> owners = new ArrayList<>(query == null ? List.of() : query.owners(partition));
    owners.retainAll(peers.others());
    @Nullable PeerAnswer best = null;
    for (String owner : owners) {
      PeerAnswer answer = peers.ask(owner, Gathering.target(context), body(context), LIMIT).join();
      searched.addAll(answer.searched());
      boolean isLast =
          !NO_ANSWER.contains(answer.status()) && (partition >= 0 || answer.status() != 404);
      if (isLast) {
        return answer;
      }
      best = best == null || rank(answer) > rank(best) ? answer : best;
    }
    return best;
  }

  /** While one of several may have a key and says nothing, that another has none says nothing. */
  private static int rank(PeerAnswer answer) {
    return answer.status() == 404 ? 0 : answer.status() == 421 ? 1 : answer.status() == 0 ? 2 : 3;
  }

  private void replica(Context context, Question question, Own own, @Nullable PeerAnswer answer) {
    try {
      own.take(context, question.answer(context, true));
    } catch (Elsewhere e) {
      if (answer != null && answer.status() > 0) {
        pass(context, answer);
        return;
      }
      throw Problem.unavailable(
          answer == null
              ? "the instance that has the series is none of http.peers"
              : "the instance that has the series does not answer: " + answer.words());
    }
  }

  private static byte @Nullable [] body(Context context) {
    return context.attribute(WhatIfApi.BODY);
  }

  private static void pass(Context context, PeerAnswer answer) {
    context.status(answer.status());
    if (answer.retryAfter() != null) {
      context.header(Header.RETRY_AFTER, answer.retryAfter());
    }
    context.contentType(answer.isOk() ? "application/json" : "application/problem+json");
    context.result(answer.body());
  }
}
