package io.sluice.model.trial;

import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a trial's process printed: lines that start with its token, of a word and the rest, among
 * whatever else it or ONNX Runtime may have to say. A model cannot know the token.
 */
final class TrialOutput {
  static final String STAGE = "stage";
  static final String REFUSED = "refused";
  static final String PASSED = "passed";

  private static final int MAX_HINT = 200;

  /** Of a stack trace; what says why stands above it. */
  private static final Pattern FRAME = Pattern.compile("\\s+(at |\\.\\.\\. \\d+ more)");

  private String stage = "starting a process to try it in";
  private String other = "";
  private @Nullable String refusal;
  private @Nullable Duration slowest;

  TrialOutput(String printed, String token) {
    for (String line : printed.split("\\R", -1)) {
      String[] parts = line.split(" ", 3);
      if (parts.length == 3 && parts[0].equals(token)) {
        take(parts[1], parts[2]);
      } else if (!line.isBlank() && !FRAME.matcher(line).lookingAt()) {
        other = line;
      }
    }
  }

  private void take(String word, String rest) {
    switch (word) {
      case STAGE -> stage = rest;
      case REFUSED -> refusal = rest;
      case PASSED -> slowest = Duration.ofNanos(Long.parseLong(rest));
      default -> {}
    }
  }

  /** A line of the protocol. */
  static String line(String token, String word, String rest) {
    return token + " " + word + " " + rest.replaceAll("\\R", " ");
  }

  /** What it was doing last. */
  String stage() {
    return stage;
  }

  /** Why the file is refused; null when it did not say. */
  @Nullable String refusal() {
    return refusal;
  }

  /** What the slowest run took, if all went well. */
  @Nullable Duration slowest() {
    return slowest;
  }

  /** The last line that is none of the protocol nor of a stack trace, for people. */
  String hint() {
    String printable = other.replaceAll("\\p{Cntrl}", " ");
    return other.isEmpty()
        ? ""
        : ": " + printable.substring(0, Math.min(MAX_HINT, printable.length()));
  }
}
