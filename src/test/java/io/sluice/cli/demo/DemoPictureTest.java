package io.sluice.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.demo.AlertView;
import io.sluice.demo.DemoScore;
import io.sluice.demo.Highlight;
import io.sluice.demo.SeriesView;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jline.utils.AttributedString;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The picture of a demo on terminals of all sizes. */
final class DemoPictureTest {
  private static final String PAGE = "http://127.0.0.1:40123/";
  private static final Highlight LIGHT =
      new Highlight("home", "Bad Zimmer/Licht", "Bad Zimmer/Licht has jumped", "id", 1e6);

  private static List<SeriesView> series(int count) {
    List<Double> past = IntStream.range(0, 40).mapToObj(i -> i % 7 == 0 ? Double.NaN : i).toList();
    return IntStream.range(0, count)
        .mapToObj(
            i ->
                new SeriesView(
                    "series-%d/室温が高い/\u001b[2J with a name of some length".formatted(i),
                    i % 2 == 0 ? past : List.of(1.0),
                    i % 3 == 0 ? List.of() : List.of(-12345.678, 1e-9, 3.0),
                    -23456.789,
                    1e12,
                    i == 1 ? "fridge\u001b[2J " + "x".repeat(300) + " 62%" : ""))
        .toList();
  }

  private static DemoFrame frame(@Nullable Highlight highlight) {
    List<DemoFrame.World> worlds = new ArrayList<>();
    List<AlertView> alerts = new ArrayList<>();
    for (String name : List.of("home", "stock", "supply-chain")) {
      List<String> facts =
          List.of(
              name,
              "2025-05-10 13:15 (history)",
              "12,258 alerts",
              "9,427,082 forecasts",
              "123,572 windows/s",
              "123,824 records/s");
      worlds.add(new DemoFrame.World(facts, series(8)));
      for (int i = 0; i < 20; i++) {
        alerts.add(
            new AlertView(
                name,
                "k",
                "missing-activity",
                "critical",
                "alert " + i + " \n of 室温 " + "x".repeat(300),
                0,
                1,
                true));
      }
    }
    return new DemoFrame(PAGE, 61, highlight, worlds, new DemoScore(10, 9, 1), alerts);
  }

  private static String text(List<AttributedString> lines) {
    return lines.stream().map(AttributedString::toString).collect(Collectors.joining("\n"));
  }

  @ParameterizedTest
  @CsvSource({"80,24", "79,23", "40,10", "200,60", "20,5", "8,3", "1,1", "60,100", "500,24"})
  void noLineIsLonger_andThereAreNoMore_thanThereIsRoomFor(int columns, int rows) {
    for (DemoFrame frame : List.of(frame(null), frame(LIGHT))) {
      List<AttributedString> lines = DemoPicture.of(frame, columns, rows);
      assertThat(lines).isNotEmpty().hasSizeLessThanOrEqualTo(rows);
      assertThat(lines)
          .allSatisfy(
              line -> {
                assertThat(line.columnLength()).isLessThanOrEqualTo(columns);
                assertThat(line.toString()).doesNotContain("\u001b", "\n", "\r");
              });
    }
  }

  @Test
  void eightyByTwentyFour_hasEverythingThatMatters_andIsFull() {
    List<AttributedString> lines = DemoPicture.of(frame(LIGHT), 79, 23);
    assertThat(lines).hasSize(23);
    assertThat(lines.get(0).toString()).isEqualTo(PAGE + "  Ctrl-C ends it  61 s");
    assertThat(lines.get(1).toString())
        .isEqualTo(
            "look at home: Bad Zimme… http://127.0.0.1:40123/#/p/home/s/Bad%20Zimmer%2FLicht");
    assertThat(text(lines))
        .contains("home", "stock", "supply-chain", "12,258 alerts", "series-2/", "▁", "█")
        .contains("alerts: 9 of 10 injected faults found, 1 false", "alert 19");
  }

  @Test
  void smallTerminal_keepsTheAddressAndAllWorlds() {
    List<AttributedString> lines = DemoPicture.of(frame(LIGHT), 39, 9);
    assertThat(lines.get(0).toString()).isEqualTo(PAGE + "  Ctrl-C ends it");
    assertThat(lines.get(1).toString()).isEqualTo("look at home: Bad Zimmer/Licht has jum…");
    assertThat(text(lines))
        .contains("\nhome", "\nstock", "\nsupply-chain", "series-0", "alerts: 9");
  }

  @Test
  void largeTerminal_hasIntervalsAndMoreSeriesAndAlerts() {
    String text = text(DemoPicture.of(frame(LIGHT), 199, 59));
    assertThat(text)
        .contains(
            "(-2.346e+04 to 1.000e+12)",
            "series-7/",
            "records/s",
            "alert 10 ",
            " bits, next fridge?[2J x");
  }
}
