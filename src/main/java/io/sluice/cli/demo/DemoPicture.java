package io.sluice.cli.demo;

import static io.sluice.cli.demo.DemoText.format;
import static io.sluice.cli.demo.DemoText.safe;

import io.sluice.demo.AlertView;
import io.sluice.demo.SeriesView;
import java.util.ArrayList;
import java.util.List;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;

/**
 * A demo's moment as lines for a terminal of any size: no line has more columns, and there are no
 * more lines, than there is room for. What matters most comes first and goes last.
 */
final class DemoPicture {
  private static final AttributedStyle PLAIN = AttributedStyle.DEFAULT;
  private static final AttributedStyle BOLD = PLAIN.bold();
  private static final AttributedStyle FAINT = PLAIN.faint();
  private static final AttributedStyle RED = PLAIN.foreground(AttributedStyle.RED);
  private static final AttributedStyle CYAN = PLAIN.foreground(AttributedStyle.CYAN);

  /** Columns from which a series is told with its interval, and with what is expected. */
  private static final int WIDE = 100;

  private static final int MEDIUM = 60;

  private static final int MOST_HISTORY = 40;
  private static final int MOST_AHEAD = 12;
  private static final int MOST_SERIES = 8;

  private final DemoFrame frame;
  private final int columns;
  private final int rows;
  private final List<AttributedString> lines = new ArrayList<>();

  private DemoPicture(DemoFrame frame, int columns, int rows) {
    this.frame = frame;
    this.columns = columns;
    this.rows = rows;
  }

  /** The lines of a frame, each of at most {@code columns}, at most {@code rows} of them. */
  static List<AttributedString> of(DemoFrame frame, int columns, int rows) {
    DemoPicture picture = new DemoPicture(frame, columns, rows);
    picture.draw();
    List<AttributedString> lines = picture.lines;
    return lines.size() > rows ? lines.subList(0, rows) : lines;
  }

  private void draw() {
    int worlds = frame.worlds().size();
    boolean hasHighlight = frame.highlight() != null;
    int room = rows - 2 - worlds - (hasHighlight ? 1 : 0);
    boolean isAiry = room >= 4 * (worlds + 1);
    room -= isAiry ? worlds + 1 : 0;
    int series = room * 3 / 4 / Math.max(1, worlds);
    series = Math.min(MOST_SERIES, series == 0 && room >= worlds ? 1 : series);
    add(
        BOLD,
        DemoText.fit(List.of(frame.page(), "Ctrl-C ends it", frame.seconds() + " s"), columns));
    if (frame.highlight() != null) {
      add(RED, DemoText.highlight(frame.highlight(), frame.page(), columns));
    }
    for (DemoFrame.World world : frame.worlds()) {
      space(isAiry);
      add(CYAN, DemoText.fit(world.facts(), columns));
      world.series().stream().limit(Math.max(0, series)).forEach(this::series);
    }
    space(isAiry);
    add(
        BOLD,
        format(
            "alerts: %d of %d injected faults found, %d false",
            frame.score().detected(), frame.score().injected(), frame.score().falseAlerts()));
    List<AlertView> alerts = frame.alerts();
    int shown = Math.max(0, Math.min(alerts.size(), rows - lines.size()));
    alerts
        .subList(alerts.size() - shown, alerts.size())
        .forEach(alert -> add(alert.firing() ? RED : PLAIN, "  " + DemoText.alert(alert)));
  }

  private void space(boolean isAiry) {
    if (isAiry) {
      lines.add(AttributedString.EMPTY);
    }
  }

  private void add(AttributedStyle style, String text) {
    lines.add(new AttributedString(DemoText.cut(text, columns), style));
  }

  private void series(SeriesView series) {
    String numbers = numbers(series);
    int key = Math.max(8, Math.min(24, columns / 4));
    int bars = Math.max(0, columns - key - DemoText.width(numbers) - 4);
    int ahead = Math.min(MOST_AHEAD, bars / 4);
    int behind = Math.min(MOST_HISTORY, bars - ahead);
    List<Double> past = newest(series.observed(), behind);
    List<Double> next = series.expected().subList(0, Math.min(ahead, series.expected().size()));
    List<Double> all = Sparkline.numbers(past, next);
    double low = all.stream().mapToDouble(Double::doubleValue).min().orElse(0);
    double high = all.stream().mapToDouble(Double::doubleValue).max().orElse(0);
    AttributedStringBuilder line = new AttributedStringBuilder();
    line.append("  ").append(DemoText.pad(safe(series.key()), key)).append(" ");
    line.append(" ".repeat(behind - past.size())).append(Sparkline.of(past, low, high));
    line.styled(FAINT, Sparkline.of(next, low, high));
    line.append(" ".repeat(ahead - next.size())).append(" ").append(numbers);
    lines.add(line.toAttributedString().columnSubSequence(0, columns));
  }

  private static List<Double> newest(List<Double> values, int count) {
    return values.subList(Math.max(0, values.size() - count), values.size());
  }

  private String numbers(SeriesView series) {
    double last = series.observed().get(series.observed().size() - 1);
    if (!series.next().isEmpty()) {
      String bits = format("%7.1f bits", last);
      return columns >= MEDIUM
          ? bits + ", next " + DemoText.cut(safe(series.next()), columns / 3)
          : bits;
    }
    double next = series.expected().isEmpty() ? Double.NaN : series.expected().get(0);
    if (columns >= WIDE) {
      return format("%10.4g, next %.4g (%.4g to %.4g)", last, next, series.lower(), series.upper());
    }
    return columns >= MEDIUM ? format("%9.4g, next %.4g", last, next) : format("%9.4g", last);
  }
}
