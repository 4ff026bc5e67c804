package io.sluice.report;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A figure: bands, lines and stretches over one x axis, drawn by the page's {@code chart.js}.
 * Columns are as long as x; NaN where there is nothing.
 */
public final class Figure {
  private static final int LOW = 140;

  private final String caption;
  private final @Nullable String xLabel;
  private final double[] x;
  private final Rounding rounding = new Rounding();
  private final List<Band> bands = new ArrayList<>();
  private final List<Line> lines = new ArrayList<>();
  private final List<Stretch> stretches = new ArrayList<>();

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Band(String label, Tone tone, double[] lower, double[] upper) {}

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Line(String label, Tone tone, boolean isDashed, boolean isDots, double[] values) {}

  private record Stretch(String label, Tone tone, long from, long until) {}

  private boolean isLow;

  private Figure(String caption, @Nullable String xLabel, double[] x) {
    this.caption = caption;
    this.xLabel = xLabel;
    this.x = x;
  }

  /** A figure over time, epoch ms ascending. */
  public static Figure overTime(String caption, long[] times) {
    double[] x = new double[times.length];
    for (int i = 0; i < x.length; i++) {
      x[i] = times[i];
    }
    return new Figure(caption, null, x);
  }

  /** A figure over numbers, ascending. */
  public static Figure over(String caption, String xLabel, double[] x) {
    return new Figure(caption, xLabel, x);
  }

  /** Half as high as others: it stands below one. */
  public Figure low() {
    isLow = true;
    return this;
  }

  /** The area between two lines. */
  public Figure band(String label, Tone tone, double[] lower, double[] upper) {
    bands.add(new Band(label, tone, seen(lower), seen(upper)));
    return this;
  }

  public Figure line(String label, Tone tone, double[] values) {
    lines.add(new Line(label, tone, false, false, seen(values)));
    return this;
  }

  public Figure dashed(String label, Tone tone, double[] values) {
    lines.add(new Line(label, tone, true, false, seen(values)));
    return this;
  }

  /** Single values. */
  public Figure dots(String label, Tone tone, double[] values) {
    lines.add(new Line(label, tone, false, true, seen(values)));
    return this;
  }

  /** A stretch of time, epoch ms. */
  public Figure stretch(String label, Tone tone, long from, long until) {
    stretches.add(new Stretch(label, tone, from, until));
    return this;
  }

  private double[] seen(double[] column) {
    if (column.length != x.length) {
      throw new IllegalArgumentException(column.length + " values over " + x.length);
    }
    rounding.see(column);
    return column;
  }

  void write(JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("caption", caption);
    json.writeBooleanField("isTime", xLabel == null);
    if (xLabel != null) {
      json.writeStringField("xLabel", xLabel);
    }
    if (isLow) {
      json.writeNumberField("height", LOW);
    }
    axis(json);
    json.writeArrayFieldStart("bands");
    for (Band band : bands) {
      begin(json, band.label, band.tone);
      column(json, "lower", band.lower);
      column(json, "upper", band.upper);
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("lines");
    for (Line line : lines) {
      begin(json, line.label, line.tone);
      json.writeBooleanField("dash", line.isDashed);
      json.writeBooleanField("dots", line.isDots);
      column(json, "values", line.values);
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("spans");
    for (Stretch stretch : stretches) {
      begin(json, stretch.label, stretch.tone);
      json.writeNumberField("from", stretch.from);
      json.writeNumberField("until", stretch.until);
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void begin(JsonGenerator json, String label, Tone tone) throws IOException {
    json.writeStartObject();
    json.writeStringField("label", label);
    json.writeStringField("tone", tone.css());
  }

  /** Where all steps are the same, three numbers say it. */
  private void axis(JsonGenerator json) throws IOException {
    if (isRegular()) {
      json.writeArrayFieldStart("range");
      json.writeNumber(Rounding.exact(x[0]));
      json.writeNumber(Rounding.exact(x[1] - x[0]));
      json.writeNumber(x.length);
    } else {
      json.writeArrayFieldStart("x");
      for (double one : x) {
        json.writeNumber(Rounding.exact(one));
      }
    }
    json.writeEndArray();
  }

  private boolean isRegular() {
    for (int i = 2; i < x.length; i++) {
      if (x[i] - x[i - 1] != x[1] - x[0]) {
        return false;
      }
    }
    return x.length > 2;
  }

  private void column(JsonGenerator json, String name, double[] values) throws IOException {
    json.writeArrayFieldStart(name);
    for (double value : values) {
      if (Double.isFinite(value)) {
        json.writeNumber(rounding.of(value));
      } else {
        json.writeNull();
      }
    }
    json.writeEndArray();
  }
}
