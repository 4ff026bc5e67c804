package io.sluice.csv;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvJsonTest {
  private final CsvJson json = new CsvJson(List.of("ts", "room", "va\"lue"));

  @Test
  void numbersKeepTheirCharactersAndOtherCellsAreStrings() {
    assertThat(encode("1489017377", "Room 3", "6.20"))
        .isEqualTo("{\"ts\":1489017377,\"room\":\"Room 3\",\"va\\\"lue\":6.20}");
  }

  @Test
  void emptyCellsAreAbsent() {
    assertThat(encode("", "x", "")).isEqualTo("{\"room\":\"x\"}");
    assertThat(encode("", "", "")).isEqualTo("{}");
  }

  @Test
  void textIsEscapedAndUtf8() {
    assertThat(encode("a\\\"\u0001\n", "", "ü€😀"))
        .isEqualTo("{\"ts\":\"a\\\\\\\"\\u0001\\u000a\",\"va\\\"lue\":\"ü€😀\"}");
  }

  @Test
  void keys_areText_whateverTheyLookLike() {
    CsvJson keys = new CsvJson(List.of("sku", "sold"), List.of(), List.of("sku"));
    assertThat(written(keys, "90.750", "90.750")).isEqualTo("{\"sku\":\"90.750\",\"sold\":90.750}");
  }

  @Test
  void arraysOfNumbers_areArraysInTheColumnsThatMayHoldThem() {
    CsvJson plans = new CsvJson(List.of("promo", "note"), List.of("promo"), List.of());
    assertThat(written(plans, "[0, 1,null, -2.5e1]", "[0, 1]"))
        .isEqualTo("{\"promo\":[0, 1,null, -2.5e1],\"note\":\"[0, 1]\"}");
    assertThat(written(plans, "[7]", "")).isEqualTo("{\"promo\":[7]}");
    for (String none : new String[] {"[", "[]", "[1", "[1,]", "[01]", "[1;2]", "[NaN]", "[[1]]"}) {
      assertThat(written(plans, none, "")).isEqualTo("{\"promo\":\"" + none + "\"}");
    }
  }

  private static String written(CsvJson json, String... cells) {
    return new String(json.encode(new CsvRow(2, List.of(cells))), StandardCharsets.UTF_8);
  }

  @Test
  void shortRowHasTheFieldsItHasAndLongRowIsItsText() {
    assertThat(encode("1")).isEqualTo("{\"ts\":1}");
    assertThat(encode("1", "a", "2", "b")).isEqualTo("1,a,2,b");
  }

  @Test
  void longCellGrowsTheBuffer() {
    String cell = "9".repeat(100_000);
    assertThat(encode(cell, "", "")).isEqualTo("{\"ts\":" + cell + "}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-0", "10", "-1.5", "0.10", "1e5", "1E+05", "2.5e-3", "1e400"})
  void jsonNumberIsRecognised(String text) {
    assertThat(JsonNumber.matches(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"-", "+1", "01", "-01", ".5", "1.", "1.e5", "e5", "1e", "1e+", "1x", "NaN", "1 "})
  void whatIsNoJsonNumberIsNot(String text) {
    assertThat(JsonNumber.matches(text)).isFalse();
  }

  private String encode(String... cells) {
    return written(json, cells);
  }
}
