package io.sluice.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.config.Provider;
import io.sluice.feature.ScalerSpec;
import io.sluice.model.onnx.OnnxStepModel;
import io.sluice.model.sequence.OnnxSequenceModel;
import io.sluice.model.sequence.SequenceModel;
import io.sluice.model.token.OnnxTokenModel;
import io.sluice.model.token.TokenModel;
import io.sluice.train.language.TestEvents;
import io.sluice.train.network.Architecture;
import io.sluice.train.network.Cell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is written of the metadata's keys is what is read: in the document that people write exports
 * by, in the scripts that they copy, and in the files that training exports.
 */
final class MetadataKeyTest {
  private static final ScalerSpec SCALER = new ScalerSpec(ScalerSpec.Kind.DIFFERENCE, 100, 1e-4);

  /** The dictionary that a script writes into a file. */
  private static final Pattern WRITTEN =
      Pattern.compile("\"sluice\\.\\{key}\".*? in \\{(.*?)}\\.items\\(\\)", Pattern.DOTALL);

  private static final Pattern ENTRY = Pattern.compile("\"([a-z.-]+)\": ");
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");

  @TempDir Path dir;

  @Test
  void document_listsEveryKeyAndWhoNeedsIt() throws IOException {
    Map<String, String> expected = new TreeMap<>();
    for (MetadataKey key : MetadataKey.values()) {
      expected.put(key.key(), needed(key));
    }
    expected.put(MetadataKey.SKILL + "…", "no");
    assertThat(documented()).isEqualTo(expected);
  }

  private static String needed(MetadataKey key) {
    if (key.neededBy().size() == ModelKind.values().length) {
      return "yes";
    }
    String kinds =
        key.neededBy().stream()
            .sorted()
            .map(kind -> "`" + kind + "`")
            .collect(Collectors.joining(", "));
    return kinds.isEmpty() ? "no" : kinds;
  }

  /** The keys of the document's table, with what stands in the column after them. */
  private static Map<String, String> documented() throws IOException {
    String text = Files.readString(Path.of("docs", "model-contract.md"));
    int begin = text.indexOf("## Metadata");
    Map<String, String> documented = new TreeMap<>();
    text.substring(begin, text.indexOf("\n## ", begin))
        .lines()
        .filter(line -> line.startsWith("| `"))
        .map(line -> line.split("\\|", -1))
        .forEach(
            cells ->
                CODE.matcher(cells[1])
                    .results()
                    .forEach(key -> documented.put(key.group(1), cells[2].strip())));
    return documented;
  }

  @Test
  void scriptForEvents_writesWhatAModelOfEventsNeeds_andNothingUnknown() throws IOException {
    assertComplete(written("models/interop/export_events_pytorch.py"), ModelKind.EVENTS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "models/interop/export_pytorch.py",
        "models/interop/export_keras.py",
        "docs/models-from-elsewhere.md"
      })
  void script_writesWhatAStepModelNeedsAndNothingUnknown(String file) throws IOException {
    assertComplete(written(file), ModelKind.STEP);
  }

  private static Set<String> written(String file) throws IOException {
    Matcher written = WRITTEN.matcher(Files.readString(Path.of(file)));
    assertThat(written.find()).as("metadata in %s", file).isTrue();
    return ENTRY
        .matcher(written.group(1))
        .results()
        .map(entry -> entry.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void exportedFile_statesWhatItsKindNeedsAndNothingUnknown() throws Exception {
    try (StepModel step = OnnxStepModel.load(write(ModelKind.STEP), Provider.CPU);
        SequenceModel sequence = OnnxSequenceModel.load(write(ModelKind.SEQUENCE), Provider.CPU);
        TokenModel events = OnnxTokenModel.load(write(ModelKind.EVENTS), Provider.CPU)) {
      assertComplete(step.contract().metadata().keySet(), ModelKind.STEP);
      assertComplete(sequence.contract().metadata().keySet(), ModelKind.SEQUENCE);
      assertComplete(events.contract().metadata().keySet(), ModelKind.EVENTS);
    }
  }

  private static void assertComplete(Set<String> keys, ModelKind kind) {
    Set<String> needed =
        Arrays.stream(MetadataKey.values())
            .filter(key -> key.neededBy().contains(kind))
            .map(MetadataKey::key)
            .collect(Collectors.toSet());
    Set<String> known =
        Arrays.stream(MetadataKey.values()).map(MetadataKey::key).collect(Collectors.toSet());
    assertThat(keys).containsAll(needed).isSubsetOf(known);
  }

  @ParameterizedTest
  @EnumSource
  void fileWithoutTheKey_isRefusedByTheKindsThatNeedIt(MetadataKey key) throws Exception {
    for (ModelKind kind : ModelKind.values()) {
      Path file = write(kind);
      ModelSurgery.operate(file, file, model -> ModelSurgery.unset(model, key.key()));
      if (key.neededBy().contains(kind)) {
        assertThatThrownBy(() -> load(file, kind)).isInstanceOf(ModelException.class);
      } else {
        load(file, kind);
      }
    }
  }

  private Path write(ModelKind kind) {
    Architecture shape = Architecture.of(Cell.GRU, 2, 8);
    if (kind == ModelKind.EVENTS) {
      return TestEvents.model(dir, "events", 1);
    }
    return kind == ModelKind.STEP
        ? TestModels.write(dir, TestModels.spec("step", shape, 1, 3, SCALER), 1)
        : TestModels.writeSequence(dir, TestModels.spec("sequence", shape, 1, 1, SCALER), 1);
  }

  private static void load(Path file, ModelKind kind) throws ModelException {
    if (kind == ModelKind.STEP) {
      OnnxStepModel.load(file, Provider.CPU).close();
    } else if (kind == ModelKind.EVENTS) {
      OnnxTokenModel.load(file, Provider.CPU).close();
    } else {
      OnnxSequenceModel.load(file, Provider.CPU).close();
    }
  }
}
