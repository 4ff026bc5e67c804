package io.sluice.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A line chart as inline SVG: bands and lines over one x axis. Values that are NaN leave gaps. */
public final class Chart {
  private static final int WIDTH = 860;
  private static final int HEIGHT = 260;
  private static final int LEFT = 64;
  private static final int RIGHT = 12;
  private static final int TOP = 12;
  private static final int BOTTOM = 44;
  private static final int TICKS = 5;

  private final String xLabel;
  private final String yLabel;
  private final List<Shape> shapes = new ArrayList<>();
  private double minX = Double.POSITIVE_INFINITY;
  private double maxX = Double.NEGATIVE_INFINITY;
  private double minY = Double.POSITIVE_INFINITY;
  private double maxY = Double.NEGATIVE_INFINITY;

  /** Points in drawing order; a band goes back along its lower edge. */
  private record Shape(String style, boolean closed, List<double[]> points) {}

  public Chart(String xLabel, String yLabel) {
    this.xLabel = xLabel;
    this.yLabel = yLabel;
  }

  /** A line through {@code (firstX + i, y[i])}. */
  public Chart line(String style, double firstX, double... y) {
    List<double[]> points = new ArrayList<>();
    for (int i = 0; i < y.length; i++) {
      points.add(new double[] {firstX + i, y[i]});
    }
    return add(new Shape("fill:none;" + style, false, points));
  }

  /** A line through given points. */
  public Chart points(String style, double[] x, double[] y) {
    List<double[]> points = new ArrayList<>();
    for (int i = 0; i < y.length; i++) {
      points.add(new double[] {x[i], y[i]});
    }
    return add(new Shape("fill:none;" + style, false, points));
  }

  /** The area between two lines. */
  public Chart band(String style, double firstX, double[] lower, double[] upper) {
    List<double[]> points = new ArrayList<>();
    for (int i = 0; i < upper.length; i++) {
      points.add(new double[] {firstX + i, upper[i]});
    }
    for (int i = lower.length - 1; i >= 0; i--) {
      points.add(new double[] {firstX + i, lower[i]});
    }
    return add(new Shape("stroke:none;" + style, true, points));
  }

  private Chart add(Shape shape) {
    shapes.add(shape);
    for (double[] point : shape.points) {
      if (Double.isFinite(point[1])) {
        minX = Math.min(minX, point[0]);
        maxX = Math.max(maxX, point[0]);
        minY = Math.min(minY, point[1]);
        maxY = Math.max(maxY, point[1]);
      }
    }
    return this;
  }

  public String svg() {
    if (!(minX <= maxX)) {
      return "<p>Nothing to draw.</p>";
    }
    maxX = Math.max(maxX, minX + 1e-9);
    maxY = Math.max(maxY, minY + Math.max(1e-9, 1e-6 * Math.abs(minY)));
    StringBuilder svg = new StringBuilder();
    svg.append("<svg viewBox=\"0 0 %d %d\" role=\"img\">".formatted(WIDTH, HEIGHT));
    axes(svg);
    for (Shape shape : shapes) {
      draw(svg, shape);
    }
    return svg.append("</svg>").toString();
  }

  private void axes(StringBuilder svg) {
    for (int i = 0; i <= TICKS; i++) {
      double x = minX + (maxX - minX) * i / TICKS;
      double y = minY + (maxY - minY) * i / TICKS;
      text(svg, px(x), HEIGHT - BOTTOM + 16, "middle", label(x, maxX - minX));
      text(svg, LEFT - 6, py(y) + 4, "end", label(y, maxY - minY));
      svg.append(
          String.format(
              Locale.ROOT,
              "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>",
              LEFT,
              WIDTH - RIGHT,
              py(y),
              py(y)));
    }
    text(svg, (LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 8, "middle", xLabel);
    svg.append("<text class=\"axis\" transform=\"rotate(-90)\" text-anchor=\"middle\"");
    svg.append(" x=\"%d\" y=\"12\">%s</text>".formatted(-(HEIGHT - BOTTOM) / 2, yLabel));
  }

  private static void text(StringBuilder svg, double x, double y, String anchor, String text) {
    svg.append(
        String.format(
            Locale.ROOT,
            "<text class=\"axis\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>",
            x,
            y,
            anchor,
            text));
  }

  private static String label(double value, double range) {
    int decimals = (int) Math.max(0, Math.min(6, Math.ceil(1 - Math.log10(range))));
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }

  private void draw(StringBuilder svg, Shape shape) {
    StringBuilder path = new StringBuilder();
    boolean begins = true;
    for (double[] point : shape.points) {
      if (Double.isFinite(point[1])) {
        path.append(
            String.format(
                Locale.ROOT, "%s%.1f %.1f", begins ? "M" : "L", px(point[0]), py(point[1])));
        begins = false;
      } else {
        begins = !shape.closed || begins;
      }
    }
    svg.append(
        "<path style=\"%s\" d=\"%s\"/>".formatted(shape.style, path + (shape.closed ? "Z" : "")));
  }

  private double px(double x) {
    return LEFT + (x - minX) / (maxX - minX) * (WIDTH - LEFT - RIGHT);
  }

  private double py(double y) {
    return HEIGHT - BOTTOM - (y - minY) / (maxY - minY) * (HEIGHT - TOP - BOTTOM);
  }
}
