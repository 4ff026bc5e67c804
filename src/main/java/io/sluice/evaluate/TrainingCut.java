package io.sluice.evaluate;

import io.sluice.model.MetadataKey;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What time a model has seen: that which it was trained on, and that which chose its epoch. */
public final class TrainingCut {
  /** What models say in {@link MetadataKey#TRAINING_CUT} that do not say until when. */
  private static final Pattern VALIDATION = Pattern.compile("validation before (\\S{1,40})");

  private TrainingCut() {}

  /** The first time that a model has not seen; empty where its metadata do not say. */
  public static Optional<Instant> until(Map<String, String> metadata) {
    Matcher cut = VALIDATION.matcher(metadata.getOrDefault(MetadataKey.TRAINING_CUT.key(), ""));
    String stated =
        metadata.getOrDefault(MetadataKey.TRAINING_UNTIL.key(), cut.find() ? cut.group(1) : "");
    try {
      return Optional.of(Instant.parse(stated));
    } catch (DateTimeException e) { // a model may come from anywhere
      return Optional.empty();
    }
  }
}
