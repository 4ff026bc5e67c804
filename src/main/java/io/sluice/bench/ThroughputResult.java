package io.sluice.bench;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.sluice.bench.rig.Workload;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * What {@link Throughput} measured. Rates are medians over the rounds.
 *
 * @param passThrough the rounds of the pass-through
 * @param pipeline the rounds of the pipeline, each run right after the pass-through's of its index
 * @param shown the same with its last windows held for the page and the API, at which nobody looks
 */
public record ThroughputResult(
    Workload workload,
    List<Round> passThrough,
    List<Round> pipeline,
    List<Round> shown,
    Burst burst) {
  private static final JsonFactory JSON = new JsonFactory();
  private static final double MIB = 1024.0 * 1024;
  private static final MathContext FOUR_DIGITS = new MathContext(4);

  public ThroughputResult {
    passThrough = List.copyOf(passThrough);
    pipeline = List.copyOf(pipeline);
    shown = List.copyOf(shown);
  }

  /** The pipeline's rate over the pass-through's. */
  public double ratio() {
    return recordsPerSecond() / median(passThrough, Round::recordsPerSecond);
  }

  /** The pass-through's thread CPU time per record over the pipeline's. */
  public double cpuRatio() {
    return median(passThrough, Round::cpuMicrosPerRecord)
        / median(pipeline, Round::cpuMicrosPerRecord);
  }

  /** The pipeline's thread CPU time per record when it is shown, over that when it is not. */
  public double shownCpuRatio() {
    return median(shown, Round::cpuMicrosPerRecord) / median(pipeline, Round::cpuMicrosPerRecord);
  }

  public double recordsPerSecond() {
    return median(pipeline, Round::recordsPerSecond);
  }

  /** Closed windows per second, counted per key. */
  public double windowsPerSecond() {
    return recordsPerSecond() / workload.perWindow();
  }

  /** State, key and open window of a key, with the key's name in both stores. */
  public double stateBytesPerKey() {
    return (double) burst.storedBytes() / workload.keys();
  }

  private static double median(List<Round> rounds, ToDoubleFunction<Round> value) {
    double[] sorted = rounds.stream().mapToDouble(value).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /** Prints it for people. */
  public void print(PrintWriter out) {
    out.printf(
        Locale.ROOT,
        "%n%,d keys, %,d records, %d per key and window; exactly-once, commits every second%n",
        workload.keys(),
        workload.records(),
        workload.perWindow());
    print(out, "pass-through", passThrough);
    print(out, "pipeline", pipeline);
    out.printf(
        Locale.ROOT,
        "  %-14s %.2f by records per second, %.2f by CPU%n",
        "ratio",
        ratio(),
        cpuRatio());
    print(out, "shown", shown);
    out.printf(
        Locale.ROOT,
        "  %-14s %+.1f%% by CPU, while nobody looks%n",
        "",
        100 * (shownCpuRatio() - 1));
    out.printf(Locale.ROOT, "  %-14s %,.0f closed per second%n", "windows", windowsPerSecond());
    out.printf(Locale.ROOT, "  %-14s %,.0f bytes per key%n", "state", stateBytesPerKey());
    out.printf(
        Locale.ROOT,
        "  %-14s %,d windows at once: %.2f s until committed (%.2f s for new keys)%n",
        "burst",
        workload.keys(),
        burst.seconds(),
        burst.newKeysSeconds());
    out.printf(
        Locale.ROOT,
        "  %-14s %.0f MiB in use with the broker's, of at most %.0f MiB%n",
        "heap",
        burst.heapBytes() / MIB,
        Runtime.getRuntime().maxMemory() / MIB);
  }

  private static void print(PrintWriter out, String name, List<Round> rounds) {
    out.printf(
        Locale.ROOT,
        "  %-14s %,.0f records/s, %.2f µs of stream thread CPU per record%n",
        name,
        median(rounds, Round::recordsPerSecond),
        median(rounds, Round::cpuMicrosPerRecord));
  }

  /** It as one JSON object on one line. */
  public String json() {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      number(json, "ratio", ratio());
      number(json, "records_per_s", recordsPerSecond());
      number(json, "windows_per_s", windowsPerSecond());
      number(json, "state_bytes_per_key", stateBytesPerKey());
      number(json, "cpu_ratio", cpuRatio());
      number(json, "cpu_us_per_record", median(pipeline, Round::cpuMicrosPerRecord));
      number(
          json, "pass_through_cpu_us_per_record", median(passThrough, Round::cpuMicrosPerRecord));
      number(json, "pass_through_records_per_s", median(passThrough, Round::recordsPerSecond));
      number(json, "shown_cpu_ratio", shownCpuRatio());
      number(json, "burst_seconds", burst.seconds());
      number(json, "burst_new_keys_seconds", burst.newKeysSeconds());
      number(json, "heap_mib", burst.heapBytes() / MIB);
      number(json, "max_heap_mib", Runtime.getRuntime().maxMemory() / MIB);
      json.writeNumberField("keys", workload.keys());
      json.writeNumberField("records", workload.records());
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // A StringWriter does not fail.
    }
    return text.toString();
  }

  private static void number(JsonGenerator json, String name, double value) throws IOException {
    json.writeFieldName(name);
    json.writeNumber(new BigDecimal(value).round(FOUR_DIGITS).toPlainString());
  }
}
