package io.sluice.retrospect.label;

import io.sluice.csv.CsvNumber;
import io.sluice.history.series.Series;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/** Writes one row per window; what is not known is empty. */
final class LabelsCsv implements AutoCloseable {
  private final Writer out;

  LabelsCsv(Path file) throws IOException {
    out = Files.newBufferedWriter(file);
    out.write("series,start,observed,expected,lower,upper,surprise,score,label\n");
  }

  void write(LabelledSeries labelled) throws IOException {
    Series series = labelled.series();
    String name = '"' + series.name().replace("\"", "\"\"") + '"';
    for (int t = 0; t < series.length(); t++) {
      out.write(name + ',' + Instant.ofEpochMilli(series.start(t)));
      out.write("," + CsvNumber.exact(series.value(t)) + number(labelled.expected(t)));
      out.write(number(labelled.lower(t)) + number(labelled.upper(t)));
      out.write(number(labelled.surprise(t)) + number(labelled.score(t)));
      out.write("," + labelled.label(t) + '\n');
    }
  }

  private static String number(double value) {
    return "," + CsvNumber.rounded(value);
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
