package io.sluice.evaluate;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What time a model has seen: that which it was trained on, and that which chose its epoch. */
public final class TrainingCut {
  /** The entry of a model's metadata: an ISO-8601 instant, that of the first time not seen. */
  public static final String KEY = "training.until";

  /** What is said for people, and what models say that lack the entry. */
  private static final String CUT = "training.cut";

  private static final Pattern VALIDATION = Pattern.compile("validation before (\\S{1,40})");

  private TrainingCut() {}

  /** The first time that a model has not seen; empty where its metadata do not say. */
  public static Optional<Instant> until(Map<String, String> metadata) {
    Matcher cut = VALIDATION.matcher(metadata.getOrDefault(CUT, ""));
    String stated = metadata.getOrDefault(KEY, cut.find() ? cut.group(1) : "");
    try {
      return Optional.of(Instant.parse(stated));
    } catch (DateTimeException e) { // a model may come from anywhere
      return Optional.empty();
    }
  }
}
