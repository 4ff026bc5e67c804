package io.sluice.detect;

import io.sluice.csv.CsvNumber;
import io.sluice.detect.run.Told;
import io.sluice.detect.run.Track;
import io.sluice.evaluate.language.Surprises;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes a detection: {@code alerts.csv}, {@code scores.csv}, {@code metrics.json}, a report. */
public final class DetectionFiles {
  private DetectionFiles() {}

  /**
   * Writes all files.
   *
   * @param directory made when missing
   */
  public static void write(Detection detection, Path directory) throws IOException {
    Files.createDirectories(directory);
    try (Writer out = Files.newBufferedWriter(directory.resolve("alerts.csv"))) {
      alerts(out, detection);
    }
    try (Writer out = Files.newBufferedWriter(directory.resolve("scores.csv"))) {
      scores(out, detection);
    }
    try (Writer out = Files.newBufferedWriter(directory.resolve("metrics.json"))) {
      MetricsJson.write(out, detection);
    }
    Files.writeString(directory.resolve("report.html"), new DetectionPage(detection).html());
  }

  private static void alerts(Writer out, Detection detection) throws IOException {
    out.write("key,status,type,severity,score,start,end,decided,windows,id\n");
    for (Track track : detection.tracks()) {
      for (Told alert : track.alerts()) {
        out.write(quoted(track.key()) + ',' + alert.status() + ',' + alert.type());
        out.write(',' + alert.severity() + ',' + CsvNumber.rounded(alert.score()));
        out.write(',' + time(alert.start()) + ',' + time(alert.end()));
        out.write(',' + time(alert.decidedAt()) + ',' + alert.windows() + ',' + alert.id() + '\n');
      }
    }
  }

  /**
   * Where there are several targets, each has its two columns; of events, the most surprising one
   * of the window has its own.
   */
  private static void scores(Writer out, Detection detection) throws IOException {
    out.write("key,end");
    for (String target : detection.targets()) {
      String prefix = detection.targets().size() == 1 ? "" : target + ".";
      out.write(',' + quoted(prefix + "observed") + ',' + quoted(prefix + "median"));
    }
    OfEvents of = detection.ofEvents();
    out.write(of == null ? ",score,chart\n" : ",bits,token,score,chart\n");
    for (Track track : detection.tracks()) {
      scores(out, track, of == null ? null : of.surprises().get(track.key()));
    }
  }

  private static void scores(Writer out, Track track, @Nullable Surprises surprises)
      throws IOException {
    String key = quoted(track.key());
    int event = 0;
    Map<Long, String> charts = new HashMap<>();
    track.fired().forEach(alert -> charts.put(alert.decidedAt(), alert.type()));
    for (int window = 0; window < track.length(); window++) {
      out.write(key + ',' + time(track.end(window)));
      for (int target = 0; target < track.targets(); target++) {
        out.write(',' + CsvNumber.exact(track.observed(window, target)));
        out.write(',' + CsvNumber.rounded(track.median(window, target)));
      }
      if (surprises != null) {
        int next = event + surprises.of(window);
        int oddest = surprises.oddest(event, next);
        out.write(',' + CsvNumber.rounded(surprises.bits(oddest)));
        out.write(',' + (surprises.isEnd(oddest) ? "" : quoted(surprises.token(oddest))));
        event = next;
      }
      out.write(',' + CsvNumber.rounded(track.score(window)));
      out.write(',' + charts.getOrDefault(track.end(window), "") + '\n');
    }
  }

  private static String time(long time) {
    return Instant.ofEpochMilli(time).toString();
  }

  private static String quoted(String text) {
    boolean isPlain = text.chars().noneMatch(c -> c == '"' || c == ',' || c == '\n' || c == '\r');
    return isPlain ? text : '"' + text.replace("\"", "\"\"") + '"';
  }
}
