package io.sluice.score;

import io.sluice.language.Vocabulary;
import io.sluice.model.MetadataKey;
import io.sluice.model.token.TokenContract;
import io.sluice.state.chart.EventCharts;
import io.sluice.state.chart.TailState;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the charts of keys begin with whose sessions end with the key: what training saw of the keys
 * that it held out. Such a key is over long before it is known itself. The stored form is base64 of
 * a version, the windows' size in milliseconds, the charts, and the counts of sessions. Immutable.
 */
public final class CommonCharts {
  private static final byte VERSION = 1;

  /** A key's own windows outweigh those of others after about so many. */
  private static final int LENT_WINDOWS = 500;

  /** The same of peaks. */
  private static final int LENT_PEAKS = 10;

  /** Of so many keys, what is rare is as well known as it will be. */
  private static final int MOST_BORROWED = 10_000;

  private final long windowMs;
  private final byte[] charts;
  private final @Nullable SessionRanges sessions;

  /**
   * What training saw.
   *
   * @param windowMs the size of the windows that were judged
   * @param sessions what the counts of sessions are held against; null: they are not
   */
  public CommonCharts(long windowMs, EventCharts charts, @Nullable SessionRanges sessions) {
    this.windowMs = windowMs;
    this.sessions = sessions;
    ByteBuffer out = ByteBuffer.allocate(EventCharts.MAX_BYTES);
    charts.encode(out);
    this.charts = Arrays.copyOf(out.array(), out.position());
  }

  /**
   * Makes of charts that have seen many keys what one begins with, which soon learns its own.
   *
   * @param keys that they have seen: windows of one key do not tell as much as those of several
   */
  public static void lend(EventCharts charts, int keys) {
    charts.borrowed = Math.min(keys, MOST_BORROWED);
    charts.judged = 0;
    charts.events = Math.min(charts.events, LENT_WINDOWS);
    for (TailState tail : tails(charts)) {
      tail.count = Math.min(tail.count, LENT_WINDOWS);
      tail.peaks = Math.min(tail.peaks, LENT_PEAKS);
    }
  }

  private static List<TailState> tails(EventCharts charts) {
    return List.of(
        charts.event, charts.sequence, charts.end, charts.session, charts.gap, charts.tail);
  }

  /** The same for keys of which it is not known what their sessions have. */
  public CommonCharts withoutSessions() {
    return new CommonCharts(windowMs, begin(windowMs), null);
  }

  /** What the sessions of training had; null: they are held against nothing. */
  public @Nullable SessionRanges sessions() {
    return sessions;
  }

  /**
   * The charts of a key that was never seen.
   *
   * @param windowMs the size of its windows: charts of others say nothing of them
   */
  public EventCharts begin(long windowMs) {
    EventCharts begun = new EventCharts();
    if (windowMs == this.windowMs) {
      begun.decode(ByteBuffer.wrap(charts), true);
    }
    return begun;
  }

  /** As text, for a model's metadata. */
  public String encode() {
    ByteBuffer out =
        ByteBuffer.allocate(
                1 + Long.BYTES + charts.length + (sessions == null ? 0 : sessions.maxBytes()))
            .put(VERSION)
            .putLong(windowMs)
            .put(charts);
    if (sessions != null) {
      sessions.encode(out);
    }
    return Base64.getEncoder().encodeToString(Arrays.copyOf(out.array(), out.position()));
  }

  /**
   * Reads what a model's metadata say.
   *
   * @return null when they say nothing
   * @throws IllegalArgumentException when that is damaged, or of a newer version
   */
  public static @Nullable CommonCharts of(TokenContract model) {
    String text = model.metadata().get(MetadataKey.CHARTS.key());
    try {
      return text == null ? null : decode(text, words(model.tokens()));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(MetadataKey.CHARTS + ": " + e.getMessage(), e);
    }
  }

  /** The tokens of a vocabulary that are words. */
  public static List<String> words(List<String> vocabulary) {
    return vocabulary.subList(Vocabulary.EOS + 1, vocabulary.size());
  }

  private static CommonCharts decode(String text, List<String> tokens) {
    try {
      ByteBuffer in = ByteBuffer.wrap(Base64.getDecoder().decode(text));
      byte version = in.get();
      if (version != VERSION) {
        throw new IllegalArgumentException(
            "format %d, this build reads up to %d".formatted(version, VERSION));
      }
      long windowMs = in.getLong();
      EventCharts charts = new EventCharts();
      if (windowMs < 1 || !charts.decode(in, true) || !isFinite(charts)) {
        throw new IllegalArgumentException("a count is impossible");
      }
      SessionRanges sessions = in.hasRemaining() ? SessionRanges.decode(in, tokens) : null;
      if (in.hasRemaining()) {
        throw new IllegalArgumentException("there are bytes after the end");
      }
      return new CommonCharts(windowMs, charts, sessions);
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException("it ends too early", e);
    }
  }

  private static boolean isFinite(EventCharts charts) {
    double sum = charts.mean + charts.square + charts.excess;
    for (TailState tail : tails(charts)) {
      sum += tail.threshold + tail.meanExcess + tail.squareExcess;
    }
    return Double.isFinite(sum);
  }
}
