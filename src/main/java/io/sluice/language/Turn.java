package io.sluice.language;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The events of one key that are to be stepped, and what came of them. */
public final class Turn {
  private final KeyMemory memory;
  private final List<TokenEvent> events;
  private final List<ScoredEvent> scored;
  private @Nullable Next next;
  private @Nullable String failure;

  /** The memory as it was, for when the model fails. */
  @Nullable KeyMemory before;

  /** The index of the event that comes next. */
  int at;

  /** The token of the ring that is stepped next; 0: the newest, behind which events come. */
  int replayed;

  /** The place of the event that was taken and is not labelled yet; negative: there is none. */
  int unlabelled = -1;

  /** How many of the next tokens are named. */
  int named = Next.MAX_LIKELY;

  /** Whether the session is to be ended once the events are stepped. */
  boolean endsSession;

  /**
   * A turn.
   *
   * @param memory what is remembered of the key; it is changed, unless the turn fails
   * @param events in the order of their times; may be empty
   * @throws IllegalArgumentException when they are not in order
   */
  public Turn(KeyMemory memory, List<TokenEvent> events) {
    this.memory = memory;
    this.events = List.copyOf(events);
    this.scored = new ArrayList<>(events.size());
    for (int i = 1; i < this.events.size(); i++) {
      if (this.events.get(i).time() < this.events.get(i - 1).time()) {
        throw new IllegalArgumentException("the events of a turn are not in the order of time");
      }
    }
  }

  /** What is remembered of the key. */
  public KeyMemory memory() {
    return memory;
  }

  /** The events. */
  public List<TokenEvent> events() {
    return events;
  }

  /** Each event, and each end of a session among them, in order; empty when the turn failed. */
  public List<ScoredEvent> scored() {
    return scored;
  }

  /**
   * What comes next.
   *
   * @throws IllegalStateException when the turn has not been run, or failed
   */
  public Next next() {
    if (next == null) {
      throw new IllegalStateException("the turn has not been run, or has failed: " + failure);
    }
    return next;
  }

  /** Why the model failed at this key; null: it did not. The memory is then what it was. */
  public @Nullable String failure() {
    return failure;
  }

  void finish(Next next) {
    this.next = next;
    this.before = null;
  }

  /** Has the turn fail: its memory becomes what it was. */
  public void fail(String why) {
    failure = why;
    scored.clear();
    KeyMemory snapshot = before;
    if (snapshot != null) {
      memory.set(snapshot);
    }
    before = null;
  }

  boolean isDone() {
    return next != null || failure != null;
  }
}
