package io.sluice.cli.serve;

import io.sluice.cli.console.Bytes;
import io.sluice.config.Provider;
import io.sluice.config.yaml.Durations;
import io.sluice.csv.Untrusted;
import io.sluice.feature.FeatureLayout;
import io.sluice.model.MetadataKey;
import io.sluice.model.ModelContract;
import io.sluice.model.ModelException;
import io.sluice.model.StepModel;
import io.sluice.model.label.LabelTables;
import io.sluice.model.onnx.OnnxFile;
import io.sluice.model.sequence.SequenceContract;
import io.sluice.model.sequence.SequenceModel;
import io.sluice.model.token.TokenContract;
import io.sluice.model.token.TokenModel;
import io.sluice.model.trial.Trials;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints what an ONNX file promises. */
@Command(
    name = "inspect",
    header = "Print a model's contract, tensors, metadata and size.",
    description = {
      "",
      "Step models and models of events, which serve, and whole-sequence models, which label the"
          + " past. A file that breaks its contract is refused with the part that does."
    },
    footerHeading = "%nExample:%n",
    footer = "  ./sluice inspect models/smart-home.onnx")
public final class InspectCommand implements Callable<Integer> {
  /** Of a model of events: too long to be read. */
  private static final List<MetadataKey> BULKY =
      List.of(MetadataKey.VOCABULARY, MetadataKey.NGRAMS, MetadataKey.DELAYS);

  private static final int SOME = 8;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "MODEL.onnx", description = "An ONNX model.")
  private Path file;

  @Override
  public Integer call() throws IOException, ModelException {
    PrintWriter out = spec.commandLine().getOut();
    switch (OnnxFile.read(file).kind()) {
      case SEQUENCE -> {
        try (SequenceModel model = Trials.shared().sequence(file, Provider.CPU)) {
          print(out, model.contract());
        }
      }
      case EVENTS -> {
        try (TokenModel model = Trials.shared().events(file, Provider.CPU)) {
          print(out, model.contract());
        }
      }
      case STEP -> {
        try (StepModel model = Trials.shared().step(file, Provider.CPU)) {
          print(out, model.contract());
        }
      }
    }
    out.flush();
    return ExitCode.OK;
  }

  private void head(PrintWriter out, String name, String version, String hash) throws IOException {
    out.printf("%s%n%nContract%n", file);
    line(out, "name", name + ", version " + version);
    line(out, "size", Bytes.format(Files.size(file)) + ", SHA-256 " + hash + "…");
  }

  private void print(PrintWriter out, SequenceContract model) throws IOException {
    head(out, model.name(), model.version(), model.hash());
    line(out, "kind", "whole-sequence: fills gaps and labels the past, is not served");
    line(
        out,
        "cell",
        "%s in both directions, layers %s, hidden size %s each"
            .formatted(
                stated(model, MetadataKey.CELL),
                stated(model, MetadataKey.LAYERS),
                stated(model, MetadataKey.HIDDEN)));
    line(out, "features", String.join(", ", model.features().names()));
    line(out, "levels", model.levels().toString());
    line(out, "windows", "of " + Durations.format(model.window()));
    line(out, "longest gap", model.maxGap() + " windows");
    line(out, "warm-up", model.warmup() + " windows");
    line(out, "scaler", model.scaler().toString());
    out.printf("%nTensors (float32)%n");
    line(out, "in  " + ModelContract.X, "[batch, time, %d]".formatted(model.features().size()));
    line(
        out,
        "out " + ModelContract.QUANTILES,
        "[batch, time, 1, %d]".formatted(model.levels().size()));
    printMetadata(out, model.metadata());
  }

  private void print(PrintWriter out, TokenContract model) throws IOException {
    head(out, model.name(), model.version(), model.hash());
    line(out, "kind", "of events: tokens, one at a time");
    line(out, "cell", model.hasNetwork() ? model.cell() : "no network, counts alone");
    line(out, "vocabulary", "%,d tokens: %s".formatted(model.tokens().size(), some(model)));
    line(
        out,
        "sessions",
        model.sessionGapMs() == 0
            ? "without an end by time"
            : "over after " + Durations.format(Duration.ofMillis(model.sessionGapMs())));
    line(out, "features", String.join(", ", model.features().names()));
    line(out, "zone", model.features().zone().getId());
    line(out, "delays", model.delayBins().size() + " bins of the time to the next event");
    LabelTables labels = model.labelTables();
    if (labels != null) {
      line(
          out,
          "labels",
          "%,d, of %s%s"
              .formatted(
                  labels.labels().size(),
                  labels.isWhole() ? "sessions" : "events",
                  labels.past() == null ? "" : ", of the past as well"));
    }
    if (!model.labels().isEmpty()) {
      line(out, "labels", String.join(", ", model.labels()));
    }
    Map<String, String> metadata = new TreeMap<>(model.metadata());
    BULKY.forEach(key -> metadata.remove(key.key()));
    printMetadata(out, metadata);
  }

  /** The most frequent tokens; untrusted text, as all of the file is. */
  private static String some(TokenContract model) {
    return IntStream.range(0, model.tokens().size())
        .boxed()
        .sorted(Comparator.comparing((Integer id) -> model.counts().get(id)).reversed())
        .limit(SOME)
        .map(id -> Untrusted.shown(model.tokens().get(id)))
        .collect(Collectors.joining(", ", "", model.tokens().size() > SOME ? ", …" : ""));
  }

  private static String stated(SequenceContract model, MetadataKey key) {
    return model.metadata().getOrDefault(key.key(), "unknown");
  }

  private void print(PrintWriter out, ModelContract model) throws IOException {
    head(out, model.name(), model.version(), model.hash());
    line(
        out,
        "cell",
        model.cell() + ", layers " + model.layers() + ", hidden size " + model.hiddenSize());
    line(out, "features", String.join(", ", model.features().names()));
    line(out, "covariates", covariates(model.features()));
    line(
        out,
        "targets",
        model.targets() == 1 ? "1, run on each target of a pipeline" : "" + model.targets());
    line(out, "levels", model.levels().toString());
    line(out, "horizon", model.horizon() + " windows of " + Durations.format(model.window()));
    line(out, "longest gap", model.maxGap() + " windows, unless window.max-gap is set");
    line(out, "warm-up", model.warmup() + " windows");
    line(out, "scaler", model.scaler().toString());
    boolean learned = model.metadata().containsKey(MetadataKey.INITIAL_STATE.key());
    line(
        out,
        "state",
        (model.boundedState() ? "16-bit fixed point" : "float32")
            + " at rest, a new key's "
            + (learned ? "learned" : "zero"));
    printTensors(out, model);
    printMetadata(out, model.metadata());
  }

  private static void printMetadata(PrintWriter out, Map<String, String> all) {
    out.printf("%nMetadata%n");
    Map<String, String> metadata = new TreeMap<>(all);
    metadata.remove(MetadataKey.INITIAL_STATE.key());
    metadata.forEach((key, value) -> line(out, key, value));
  }

  /** What a pipeline has to know beside values and calendar, where the model looks for it. */
  private static String covariates(FeatureLayout features) {
    List<String> needs = new ArrayList<>();
    if (features.names().stream().anyMatch(name -> name.endsWith("holiday"))) {
      needs.add("holidays (covariates.holidays)");
    }
    if (!features.known().isEmpty()) {
      needs.add("known in advance (covariates.known): " + String.join(", ", features.known()));
    }
    return needs.isEmpty() ? "none" : String.join("; ", needs);
  }

  private static void printTensors(PrintWriter out, ModelContract model) {
    int levels = model.levels().size();
    out.printf("%nTensors (float32)%n");
    line(out, "in  " + ModelContract.X, shape(model.features().size()));
    line(out, "in  " + ModelContract.STATE, shape(model.stateSize()));
    line(out, "out " + ModelContract.QUANTILES, shape(model.targets(), model.horizon(), levels));
    line(out, "out " + ModelContract.NEXT_STATE, shape(model.stateSize()));
  }

  private static String shape(int... sizes) {
    StringBuilder shape = new StringBuilder("[batch");
    for (int size : sizes) {
      shape.append(", ").append(size);
    }
    return shape.append(']').toString();
  }

  /** A model may come from anywhere: its text must not steer the terminal. */
  private static void line(PrintWriter out, String label, String text) {
    String line = String.format(Locale.ROOT, "  %-16s %s", label, text);
    out.println(line.replaceAll("\\p{Cntrl}", " "));
  }
}
