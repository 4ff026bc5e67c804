package io.sluice.history.series;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/** Something that a user should know of the data: how often it is so, and a few places. */
final class Finding {
  private static final int EXAMPLES = 3;

  private final String what;
  private final List<String> examples = new ArrayList<>();
  private long count;

  /** A finding of which there is none yet; {@code what} in the plural. */
  Finding(String what) {
    this.what = what;
  }

  /** Counts one. The example is asked for only when it will be shown. */
  void add(Supplier<String> example) {
    count++;
    if (examples.size() < EXAMPLES) {
      examples.add(example.get());
    }
  }

  /** What it is, and how often. */
  String brief() {
    return String.format(Locale.ROOT, "%s: %,d", what, count);
  }

  @Override
  public String toString() {
    String such = count > examples.size() ? ", such as " : " (";
    return brief() + such + String.join("; ", examples) + (such.endsWith("(") ? ")" : "");
  }
}
