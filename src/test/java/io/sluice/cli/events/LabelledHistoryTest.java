package io.sluice.cli.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.cli.Sluice;
import io.sluice.language.TokenEvent;
import io.sluice.language.label.LabelledEvents;
import io.sluice.train.language.label.MadeUpLabels;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** From a file of labels to a model, its backtest, and labels of the past. */
final class LabelledHistoryTest {
  @TempDir Path dir;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void writeInput() throws IOException {
    Files.writeString(
        dir.resolve("sluice.yaml"),
        """
        pipelines:
          home:
            source: { topic: t, key: { constant: home }, timestamp: { field: ts, format: epoch-millis } }
            window: { size: 1m }
            events: { token: sensor }
            model: home.onnx
        """);
    LabelledEvents events = MadeUpLabels.events("home", 100, 1);
    List<String> sensors = new ArrayList<>(List.of("ts,sensor"));
    List<String> spans = new ArrayList<>(List.of("start,end,label"));
    for (int at = 0; at < events.events().size(); at++) {
      TokenEvent event = events.events().get(at);
      sensors.add(event.time() + "," + event.text());
      String label = MadeUpLabels.NAMES.get(events.labels().get(at));
      if (!label.equals("none")) {
        spans.add(event.time() + "," + event.time() + "," + label);
      }
    }
    Files.write(dir.resolve("sensors.csv"), sensors);
    Files.write(dir.resolve("activities.csv"), spans);
    spans.add("1,2,dance");
    Files.write(dir.resolve("dance.csv"), spans);
  }

  private int run(String command, String... options) {
    List<String> line = new ArrayList<>(List.of(command, "-c", dir.resolve("sluice.yaml") + ""));
    line.addAll(List.of("--pipeline", "home", "--csv", dir.resolve("sensors.csv").toString()));
    line.addAll(List.of(options));
    CommandLine commandLine = Sluice.commandLine();
    commandLine.setOut(new PrintWriter(out, true));
    commandLine.setErr(new PrintWriter(err, true));
    return commandLine.execute(line.toArray(String[]::new));
  }

  private String path(String name) {
    return dir.resolve(name).toString();
  }

  @Test
  void labels_areLearned_heldAgainstAHistory_andToldOfThePast() throws IOException {
    int trained =
        run(
            "train",
            "--labels",
            path("activities.csv"),
            "--folds",
            "day",
            "--bidirectional",
            "--no-network",
            "--out",
            path("home.onnx"));
    assertThat(trained).as(err.toString()).isZero();
    assertThat(out.toString()).contains("days, each labelled by what all others", "hmm-viterbi");

    int tested =
        run(
            "backtest",
            "--labels",
            path("activities.csv"),
            "--model",
            path("home.onnx"),
            "--out",
            path("bt"));
    assertThat(tested).as(err.toString()).isZero();
    assertThat(Files.readString(dir.resolve("bt/metrics.json")))
        .contains("\"labels\":{\"hmm-filter\":{\"events\":100", "\"bidirectional\"");

    assertThat(run("label", "--model", path("home.onnx"), "--out", path("past")))
        .as(err.toString())
        .isZero();
    List<String> told = Files.readAllLines(dir.resolve("past/labels.csv"));
    assertThat(told).hasSize(501);
    assertThat(told.get(0)).isEqualTo("key,time,token,label,probability");

    assertThat(
            run(
                "backtest",
                "--labels",
                path("dance.csv"),
                "--model",
                path("home.onnx"),
                "--out",
                path("bt")))
        .isNotZero();
    assertThat(err.toString()).contains("the label 'dance' was never seen in training");
  }

  @Test
  void optionsOfLabels_withoutAFile_areRefused() {
    assertThat(run("train", "--bidirectional", "--out", path("home.onnx"))).isEqualTo(2);
    assertThat(err.toString()).contains("--bidirectional is for events with labels");
  }
}
