package io.sluice.cli.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.util.List;
import java.util.stream.IntStream;
import org.jline.terminal.Size;
import org.jline.terminal.impl.LineDisciplineTerminal;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStyle;
import org.jline.utils.ScreenTerminal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a person sees, on an emulated terminal. */
final class ScreenTest {
  private final ScreenTerminal glass = new ScreenTerminal(80, 24);
  private LineDisciplineTerminal terminal;
  private Screen screen;

  @BeforeEach
  void open() throws Exception {
    OutputStream out =
        new OutputStream() {
          @Override
          public void write(int b) {
            glass.write(String.valueOf((char) b)); // what is drawn here is ASCII
          }
        };
    terminal = new LineDisciplineTerminal("glass", "xterm-256color", out, UTF_8);
    resize(80, 24);
    screen = new Screen(terminal);
  }

  @AfterEach
  void close() {
    screen.close();
  }

  private void resize(int columns, int rows) {
    glass.setSize(Size.of(columns, rows));
    terminal.setSize(Size.of(columns, rows));
  }

  private static List<AttributedString> lines(String word, int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> new AttributedString(word + i, AttributedStyle.BOLD))
        .toList();
  }

  private List<String> seen() {
    return glass
        .toString()
        .lines()
        .map(String::stripTrailing)
        .filter(line -> !line.isEmpty())
        .toList();
  }

  @Test
  void picture_isDrawnOverTheOneBefore_belowWhatWasPrinted() {
    glass.write("page: http://127.0.0.1:1/\r\n");
    screen.paint(lines("a long line ", 20));
    screen.paint(lines("short", 3));
    assertThat(seen()).containsExactly("page: http://127.0.0.1:1/", "short0", "short1", "short2");
  }

  @Test
  void pictureOfAllRows_staysWhereItIs() {
    for (int i = 0; i < 5; i++) {
      screen.paint(lines("picture" + i + " line ", screen.rows()));
    }
    assertThat(seen()).hasSize(23).first().isEqualTo("picture4 line 0");
    assertThat(glass.getHistorySize()).as("scrolled").isZero();
  }

  @Test
  void screen_followsItsSize() {
    assertThat(screen.columns()).isEqualTo(79);
    assertThat(screen.rows()).isEqualTo(23);
    screen.paint(lines("x".repeat(70), 20));
    resize(40, 10);
    assertThat(screen.columns()).as("nobody said so").isEqualTo(79);
    screen.resized();
    assertThat(screen.columns()).isEqualTo(39);
    assertThat(screen.rows()).isEqualTo(9);
    screen.paint(lines("small", 2));
    assertThat(seen()).containsExactly("small0", "small1");
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", " ", "dumb", "dumb-color"})
  void terminalThatCannotMoveItsCursor_isNone(String type) {
    assertThat(Screen.canMove(type)).isFalse();
    assertThat(Screen.canMove("xterm")).isTrue();
  }
}
