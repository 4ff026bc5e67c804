package io.sluice.score;

import io.sluice.state.chart.SessionTally;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What sessions of training had: how many events, how many different tokens, and how many of each.
 * A session is held against each of these alone. Immutable.
 */
public final class SessionRanges {
  /** Tokens that are counted are at most so many: the first ones of the vocabulary. */
  private static final int MOST_TOKENS = 1024;

  private final List<String> tokens;
  private final Spread events;
  private final Spread different;
  private final List<Spread> each;
  private final Map<Short, Integer> places = new HashMap<>();

  /**
   * A count that few sessions of training had.
   *
   * @param kind what was counted
   * @param token of which; null unless it is {@link Kind#TOKEN}
   * @param count what the session has, so far
   * @param least what training's sessions had at least
   * @param most what they had at most
   * @param rarity {@code -log10} of the share of them that had as much, or as little
   */
  public record Odd(
      Kind kind, @Nullable String token, int count, int least, int most, double rarity) {}

  /** What is counted of a session. */
  public enum Kind {
    EVENTS,
    DIFFERENT_TOKENS,
    TOKEN
  }

  private SessionRanges(List<String> tokens, Spread events, Spread different, List<Spread> each) {
    this.tokens = tokens;
    this.events = events;
    this.different = different;
    this.each = each;
    for (int i = 0; i < each.size(); i++) {
      places.putIfAbsent(SessionTally.place(tokens.get(i)), i);
    }
  }

  /**
   * Counts sessions.
   *
   * @param tokens that are counted
   * @param sessions the tokens of each; at least one session
   */
  public static SessionRanges of(List<String> tokens, List<List<String>> sessions) {
    List<String> counted = tokens.subList(0, Math.min(tokens.size(), MOST_TOKENS));
    TreeMap<Integer, Integer> events = new TreeMap<>();
    TreeMap<Integer, Integer> different = new TreeMap<>();
    Map<Short, TreeMap<Integer, Integer>> each = new LinkedHashMap<>();
    counted.forEach(token -> each.put(SessionTally.place(token), new TreeMap<>()));
    SessionTally tally = new SessionTally();
    for (List<String> session : sessions) {
      tally.clear();
      session.forEach(token -> tally.add(SessionTally.place(token)));
      events.merge(tally.events(), 1, Integer::sum);
      different.merge(tally.different(), 1, Integer::sum);
      each.forEach((place, counts) -> counts.merge(tally.count(place), 1, Integer::sum));
    }
    List<Spread> spreads = new ArrayList<>();
    for (String token : counted) {
      TreeMap<Integer, Integer> none = new TreeMap<>();
      spreads.add(Spread.of(each.getOrDefault(SessionTally.place(token), none)));
    }
    return new SessionRanges(
        List.copyOf(counted), Spread.of(events), Spread.of(different), spreads);
  }

  /**
   * The oddest count that has become too high with a token.
   *
   * @param place of the token that was counted last
   */
  Odd above(SessionTally tally, short place) {
    Odd odd = above(Kind.EVENTS, null, tally.events(), events);
    odd = odder(odd, above(Kind.DIFFERENT_TOKENS, null, tally.different(), different));
    Integer at = places.get(place);
    return at == null
        ? odd
        : odder(odd, above(Kind.TOKEN, tokens.get(at), tally.count(place), each.get(at)));
  }

  /** The oddest count of a session that has ended: too high, or too low. */
  Odd whole(SessionTally tally) {
    Odd odd = both(Kind.EVENTS, null, tally.events(), events);
    odd = odder(odd, both(Kind.DIFFERENT_TOKENS, null, tally.different(), different));
    for (Map.Entry<Short, Integer> entry : places.entrySet()) {
      int at = entry.getValue();
      int count = tally.count(entry.getKey());
      odd = odder(odd, both(Kind.TOKEN, tokens.get(at), count, each.get(at)));
    }
    return odd;
  }

  private static Odd both(Kind kind, @Nullable String token, int count, Spread spread) {
    Odd below =
        new Odd(kind, token, count, spread.least(), spread.most(), spread.rarityBelow(count));
    return odder(above(kind, token, count, spread), below);
  }

  private static Odd above(Kind kind, @Nullable String token, int count, Spread spread) {
    return new Odd(kind, token, count, spread.least(), spread.most(), spread.rarityAbove(count));
  }

  private static Odd odder(Odd one, Odd other) {
    return other.rarity() > one.rarity() ? other : one;
  }

  /** The most bytes of the stored form. */
  int maxBytes() {
    return 2 + (2 + each.size()) * Spread.MAX_BYTES;
  }

  void encode(ByteBuffer out) {
    out.putShort((short) each.size());
    events.encode(out);
    different.encode(out);
    each.forEach(spread -> spread.encode(out));
  }

  /**
   * Reads the stored form.
   *
   * @param tokens those that were counted first, at least as many
   * @throws IllegalArgumentException when a number is impossible
   */
  static SessionRanges decode(ByteBuffer in, List<String> tokens) {
    int size = in.getShort();
    if (size < 0 || size > Math.min(MOST_TOKENS, tokens.size())) {
      throw new IllegalArgumentException(size + " tokens are counted, there are " + tokens.size());
    }
    Spread events = Spread.decode(in);
    Spread different = Spread.decode(in);
    List<Spread> each = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      each.add(Spread.decode(in));
    }
    return new SessionRanges(tokens.subList(0, size), events, different, each);
  }
}
