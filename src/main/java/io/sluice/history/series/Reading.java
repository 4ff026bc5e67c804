package io.sluice.history.series;

import io.sluice.csv.Untrusted;
import io.sluice.feature.FeatureLayout;
import io.sluice.feature.Scaler;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What has been read of a history: its series, and what a user should know of them. What uses the
 * series notes which of them it has no use for.
 */
public final class Reading {
  private final String name;
  private final long records;
  private final List<Series> series;
  private final Map<String, Integer> announced;
  private final Findings findings;
  private final Set<Series> useless = new HashSet<>();

  /**
   * A reading that nothing has been noted of yet.
   *
   * @param announced by field known in advance, the most windows that a record announces it for
   */
  Reading(
      String name,
      long records,
      List<Series> series,
      Map<String, Integer> announced,
      Findings findings) {
    this.name = name;
    this.records = records;
    this.series = List.copyOf(series);
    this.announced = Map.copyOf(announced);
    this.findings = findings;
  }

  /** The series of all keys and targets that have at least two windows with a value. */
  public List<Series> series() {
    return series;
  }

  /** The series that no {@link #skip} has met. */
  public List<Series> useful() {
    return series.stream().filter(one -> !useless.contains(one)).toList();
  }

  /**
   * Notes some of the useful series by name.
   *
   * @param what what they are, in the plural
   */
  public void note(String what, Predicate<Series> which) {
    for (Series one : useful()) {
      if (which.test(one)) {
        findings.add(what, () -> "'" + Untrusted.shown(one.name()) + "'");
      }
    }
  }

  /** As {@link #note(String, Predicate)}, and says that they are of no use. */
  public void skip(String what, Predicate<Series> which) {
    note(what + " (skipped)", which);
    useful().stream().filter(which).forEach(useless::add);
  }

  /**
   * Notes what a model of a scaler makes little of: constant series, and the windows whose value
   * the scaler does not take, and which are no input of the model.
   */
  public void note(Scaler scaler) {
    note("constant series", Series::isConstant);
    for (Series one : series) {
      for (int window = 0; window < one.length(); window++) {
        double value = one.value(window);
        if (!Double.isNaN(value) && !scaler.accepts(value)) {
          long start = one.start(window);
          findings.add(
              "windows whose value cannot be scaled (imputed)",
              () ->
                  "%s of '%s' at %s"
                      .formatted(value, Untrusted.shown(one.name()), Instant.ofEpochMilli(start)));
        }
      }
    }
  }

  /**
   * Notes the fields known in advance that a model sees further ahead than any record announces
   * them: in a history they stand beside the windows that they are about, but the service has to be
   * sent them in advance.
   */
  public void note(FeatureLayout features) {
    for (String field : features.known()) {
      int windows = announced.getOrDefault(field, 0);
      int ahead = features.ahead(field);
      if (windows > 0 && windows <= ahead) {
        findings.add(
            "fields known in advance that no record says as far ahead as a forecast looks"
                + " (producers must)",
            () ->
                "'%s' is announced for at most %,d windows ahead, a forecast looks %,d ahead"
                    .formatted(Untrusted.shown(field), windows - 1, ahead));
      }
    }
  }

  /**
   * Makes sure that there is something to work with.
   *
   * @throws IllegalArgumentException when no series is of use; says why
   */
  public void requireUseful() {
    if (useful().isEmpty()) {
      String why = records == 0 ? "there are no records in it" : findings.brief();
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%s has no series that can be used: %s", name, why));
    }
  }

  /** What was read, and what was found, a line each. */
  public List<String> describe() {
    List<String> lines = new ArrayList<>();
    long windows = series.stream().mapToLong(Series::length).sum();
    lines.add(
        String.format(
            Locale.ROOT,
            "%s: %,d records, %,d series of %,d windows%s",
            name,
            records,
            series.size(),
            windows,
            span()));
    findings.lines().forEach(line -> lines.add("  " + line));
    return lines;
  }

  private String span() {
    if (series.isEmpty()) {
      return "";
    }
    long first = series.stream().mapToLong(one -> one.start(0)).min().orElseThrow();
    long last = series.stream().mapToLong(one -> one.start(one.length() - 1)).max().orElseThrow();
    return ", from %s to %s".formatted(Instant.ofEpochMilli(first), Instant.ofEpochMilli(last));
  }
}
