package io.sluice.cli.serve;

import io.sluice.broker.PipelineTopics;
import io.sluice.broker.reset.ResetPlan;
import io.sluice.broker.reset.ResetPlan.InternalTopic;
import io.sluice.config.PipelineConfig;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.OptionalLong;

/** What a reset is about to delete, and what follows from it. */
final class ResetNotice {
  private final PrintWriter out;
  private final PipelineConfig pipeline;
  private final String offsetReset;

  /**
   * Prints nothing yet.
   *
   * @param offsetReset {@code auto.offset.reset} of the pipeline
   */
  ResetNotice(PrintWriter out, PipelineConfig pipeline, String offsetReset) {
    this.out = out;
    this.pipeline = pipeline;
    this.offsetReset = offsetReset;
  }

  void print(ResetPlan plan) {
    line("To reset pipeline %s, these are deleted:", pipeline.name());
    for (InternalTopic topic : plan.topics()) {
      line(
          "  topic %s, %s, at most %s",
          topic.name(), count(topic.partitions(), "partition"), count(topic.records(), "record"));
    }
    plan.forgotten().forEach(topic -> line("  offsets of group %s in %s", plan.group(), topic));
    plan.directory().ifPresent(directory -> line("  directory %s", directory));
    line("The state of every key and all open windows go with them: every key is new again.");
    boolean readsAgain = plan.forgotten().contains(pipeline.source().topic());
    if (!pipeline.source().keyed()) {
      line(
          "At most %s %s decoded but not yet in a window%s.",
          count(plan.unread(), "record"),
          plan.unread() == 1 ? "is" : "are",
          readsAgain ? "" : "; only --from-beginning reads them again");
    }
    printSource(plan);
    if (readsAgain) {
      line("Forecasts and alerts of what is read again are written a second time.");
    }
    line(
        "Output topics stay as they are: %s.",
        String.join(", ", PipelineTopics.outputs(pipeline.topics())));
    out.flush();
  }

  private void printSource(ResetPlan plan) {
    String source = pipeline.source().topic();
    if (plan.source().isEmpty()) {
      line("There is no source topic %s.", source);
      return;
    }
    line("Source topic %s is read", source);
    plan.source()
        .forEach((partition, offset) -> line("  partition %d %s", partition, from(offset)));
  }

  private static String count(long number, String noun) {
    return String.format(Locale.ROOT, "%,d %s%s", number, noun, number == 1 ? "" : "s");
  }

  private String from(OptionalLong offset) {
    return offset.isPresent()
        ? "from offset " + offset.getAsLong()
        : "where auto.offset.reset says: " + offsetReset;
  }

  private void line(String format, Object... values) {
    out.printf(Locale.ROOT, format + "%n", values);
  }
}
