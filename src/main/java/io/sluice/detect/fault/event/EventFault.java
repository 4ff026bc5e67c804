package io.sluice.detect.fault.event;

import io.sluice.language.TokenEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Kinds of faults, each of which changes one place of a key's events. */
enum EventFault {
  /** An event does not come. */
  LEFT_OUT {
    @Override
    @Nullable Change plant(List<TokenEvent> events, int at, List<String> tokens, Random random) {
      List<TokenEvent> changed = new ArrayList<>(events);
      TokenEvent gone = changed.remove(at);
      return at == changed.size() ? null : new Change(changed, at, gone.time());
    }
  },
  /** Any of the key's tokens comes once more, half-way to the next event. */
  ONE_TOO_MANY {
    @Override
    @Nullable Change plant(List<TokenEvent> events, int at, List<String> tokens, Random random) {
      return between(events, at, tokens.get(random.nextInt(tokens.size())));
    }
  },
  /** Two events that differ come in the other order. */
  SWAPPED {
    @Override
    @Nullable Change plant(List<TokenEvent> events, int at, List<String> tokens, Random random) {
      if (at + 1 >= events.size()) {
        return null;
      }
      TokenEvent one = events.get(at);
      TokenEvent other = events.get(at + 1);
      if (one.text().equals(other.text())) {
        return null;
      }
      List<TokenEvent> changed = new ArrayList<>(events);
      changed.set(at, new TokenEvent(one.time(), other.text()));
      changed.set(at + 1, new TokenEvent(other.time(), one.text()));
      return new Change(changed, at, one.time());
    }
  },
  /** A token comes within a day after it did, at a time of day that it never came near to. */
  STRANGE_TIME {
    @Override
    @Nullable Change plant(List<TokenEvent> events, int at, List<String> tokens, Random random) {
      long later = STRANGE + (long) (random.nextDouble() * (DAY - 2 * STRANGE));
      TokenEvent strange = new TokenEvent(events.get(at).time() + later, events.get(at).text());
      for (TokenEvent event : events) {
        long apart = Math.floorMod(event.time() - strange.time(), DAY);
        if (event.text().equals(strange.text()) && Math.min(apart, DAY - apart) < STRANGE) {
          return null;
        }
      }
      int place = at;
      while (place < events.size() && events.get(place).time() <= strange.time()) {
        place++;
      }
      List<TokenEvent> changed = new ArrayList<>(events);
      changed.add(place, strange);
      return new Change(changed, place, strange.time());
    }
  },
  /** Something comes, half-way to the next event, that was never known before. */
  NEW_TOKEN {
    @Override
    @Nullable Change plant(List<TokenEvent> events, int at, List<String> tokens, Random random) {
      return between(events, at, "never known before " + random.nextInt(1_000_000));
    }
  },
  /** Nothing comes from here on, where the key's end is the session's. */
  CUT_SHORT {
    @Override
    @Nullable Change plant(List<TokenEvent> events, int at, List<String> tokens, Random random) {
      return at == 0 ? null : new Change(events.subList(0, at), at, events.get(at).time());
    }
  };

  private static final long DAY = Duration.ofDays(1).toMillis();
  private static final long STRANGE = Duration.ofHours(2).toMillis();

  /**
   * A history with a fault.
   *
   * @param events all of the key
   * @param first the place of the first event that is not what it would have been
   * @param time of the fault, epoch ms
   */
  record Change(List<TokenEvent> events, int first, long time) {
    Change {
      events = List.copyOf(events);
    }
  }

  /** Whether there are several such faults at one place. */
  boolean isDrawn() {
    return this == ONE_TOO_MANY || this == STRANGE_TIME || this == NEW_TOKEN;
  }

  /**
   * Plants the fault.
   *
   * @param events of the key, in order
   * @param at a place among them
   * @param tokens the key's, each once
   * @return null: it cannot be planted there
   */
  abstract @Nullable Change plant(
      List<TokenEvent> events, int at, List<String> tokens, Random random);

  private static @Nullable Change between(List<TokenEvent> events, int at, String token) {
    if (at + 1 >= events.size()) {
      return null;
    }
    long time = events.get(at).time() + (events.get(at + 1).time() - events.get(at).time()) / 2;
    List<TokenEvent> changed = new ArrayList<>(events);
    changed.add(at + 1, new TokenEvent(time, token));
    return new Change(changed, at + 1, time);
  }
}
