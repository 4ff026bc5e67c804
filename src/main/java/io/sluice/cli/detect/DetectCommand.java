package io.sluice.cli.detect;

import io.sluice.cli.console.Destination;
import io.sluice.cli.console.Logging;
import io.sluice.csv.CsvException;
import io.sluice.csv.UnfitException;
import io.sluice.detect.Detection;
import io.sluice.detect.run.DetectException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Tells which alerts the service would have raised on a history. */
@Command(
    name = "detect",
    header = "Tell which alerts the service would have raised on a history.",
    description = {
      "",
      "Runs CSV files, or the files of the Numenta Anomaly Benchmark, through the windows, the"
          + " model, the scores and the alerts of the service, without a broker. With --labels it"
          + " says how well the alerts meet what is known; with --faults it plants faults into"
          + " copies of the history and says which would have been found, and after how many windows.",
      "",
      "Writes alerts.csv, scores.csv, metrics.json and report.html to --out, and with --nab results"
          + " in NAB's form. The last line on standard output is a JSON object."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./sluice detect -c my.yaml --csv history.csv.gz --labels known.csv \\",
      "      --faults --out out/",
      "  ./sluice detect --nab NAB/ --out out/"
    })
public final class DetectCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private DetectOptions options;

  @Option(
      names = "--labels",
      paramLabel = "FILE",
      description =
          "Known events: a CSV file with the columns key, start, end (ISO 8601 or milliseconds), or"
              + " JSON like NAB's combined_windows.json (default with --nab). Of a pipeline of events"
              + " also the columns key, label: normal or abnormal.")
  private @Nullable Path labels;

  @Option(
      names = "--faults",
      description = "Plant faults of every kind into copies of the history.")
  private boolean faults;

  @Option(names = "--out", required = true, paramLabel = "DIR", description = "Where the files go.")
  private Path out;

  @Override
  public Integer call() throws Exception {
    Destination.requireDirectory(spec, out);
    Logging.quiet();
    try (Job job = options.job(new DetectProgress(err()))) {
      if (labels != null) {
        job.know(labels);
      }
      long begin = cpuTime();
      job.run();
      double seconds = (cpuTime() - begin) / 1e9;
      Detection detection = job.detection(faults);
      job.write(detection, out);
      print(detection, seconds);
    } catch (DetectException | UnfitException | CsvException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
    return ExitCode.OK;
  }

  private void print(Detection detection, double seconds) {
    PrintWriter to = spec.commandLine().getOut();
    detection.remarks().forEach(err()::println);
    err()
        .printf(
            Locale.ROOT,
            "%,d windows in %.1f s of CPU, %,.0f per second%n",
            detection.windows(),
            seconds,
            detection.windows() / seconds);
    err().flush();
    to.println("Wrote " + out.resolve("report.html") + ", alerts.csv, scores.csv and metrics.json");
    to.println(detection.json());
    to.flush();
  }

  /** CPU time of this thread, on which everything is computed, ns. */
  private static long cpuTime() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private PrintWriter err() {
    return spec.commandLine().getErr();
  }
}
