package io.sluice.detect.nab;

import io.sluice.config.PipelineConfig;
import io.sluice.detect.run.HistoryTask;
import io.sluice.detect.run.Recorder;
import io.sluice.detect.run.Track;
import io.sluice.detect.run.Values;
import io.sluice.detect.run.ValuesFeed;
import io.sluice.model.StepModel;
import io.sluice.output.Alert;
import io.sluice.output.Forecast;
import io.sluice.output.Outgoing;
import io.sluice.window.Windows;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * Runs the files of NAB through the service's code, files of the same interval as the keys of one
 * pipeline. Nothing is said of a file beyond its last row: that it is silent from there on is no
 * news.
 *
 * <p>The files are of different weeks. So that many windows end at the same time and are stepped in
 * one model run, each file is moved by whole weeks into the same one, and back in the results; the
 * day of the week and the time of day stay, and the model must not look at more of the calendar,
 * nor the windows be aligned to less: else nothing is moved.
 */
public final class NabRun {
  private static final long WEEK = Duration.ofDays(7).toMillis();
  private static final long FIRST_WEEK = Instant.parse("2014-01-06T00:00:00Z").toEpochMilli();

  /** Keys of a pipeline: so few that no file's first value is judged by those of others. */
  private static final int MOST_KEYS = 29;

  private final @Nullable PipelineConfig settings;
  private final StepModel model;
  private final Path modelFile;
  private final LongConsumer progress;
  private long rows;

  /**
   * A run.
   *
   * @param settings a configuration of which the longest gap and the budget count; null: defaults
   * @param model stays the caller's
   * @param modelFile its file
   * @param progress gets the number of rows, now and then
   */
  public NabRun(
      @Nullable PipelineConfig settings, StepModel model, Path modelFile, LongConsumer progress) {
    this.settings = settings;
    this.model = model;
    this.modelFile = modelFile;
    this.progress = progress;
  }

  /**
   * Files that are the keys of one pipeline, and what became of them.
   *
   * @param pipeline the pipeline
   * @param files the files
   * @param tracks one for each file
   */
  public record Group(PipelineConfig pipeline, List<NabFile> files, List<Track> tracks) {}

  /** Runs all files. */
  public List<Group> run(List<NabFile> files) {
    Map<Long, List<NabFile>> byInterval = new TreeMap<>();
    for (NabFile file : files) {
      byInterval.computeIfAbsent(file.interval(), interval -> new ArrayList<>()).add(file);
    }
    List<Group> groups = new ArrayList<>();
    byInterval.forEach(
        (interval, same) -> {
          for (int from = 0; from < same.size(); from += MOST_KEYS) {
            int to = Math.min(from + MOST_KEYS, same.size());
            groups.add(group(Duration.ofMillis(interval), same.subList(from, to)));
          }
        });
    return groups;
  }

  /**
   * Where a file is moved to.
   *
   * @param earlier by how much earlier that is, ms
   * @param lastEnd end of its last window there
   */
  private record Place(long earlier, long lastEnd) {
    static final Place NOWHERE = new Place(0, Long.MIN_VALUE);
  }

  private Group group(Duration interval, List<NabFile> files) {
    PipelineConfig pipeline = NabPipeline.of(settings, modelFile, interval);
    Windows own = new Windows(pipeline.window());
    Map<Bytes, Place> places = new HashMap<>();
    List<Values> values = new ArrayList<>();
    for (NabFile file : files) {
      long earlier = earlier(file, interval.toMillis());
      places.put(key(file), new Place(earlier, own.endOf(newest(file) - earlier)));
      values.add(values(file, earlier));
    }
    return new Group(pipeline, files, tracks(pipeline, values, places));
  }

  private List<Track> tracks(
      PipelineConfig pipeline, List<Values> values, Map<Bytes, Place> places) {
    Recorder recorder = new Recorder(model.contract(), 1, key -> place(places, key).earlier());
    Consumer<Record<Bytes, Outgoing>> sink =
        record -> {
          if (time(record) <= place(places, record.key()).lastEnd()) {
            recorder.accept(record);
          }
        };
    long before = rows;
    try (HistoryTask task = new HistoryTask(pipeline, model, sink)) {
      new ValuesFeed(new Windows(pipeline.window()))
          .run(values, task, more -> progress.accept(before + more));
      rows += task.counts().recordCount();
    }
    return recorder.tracks();
  }

  private static Place place(Map<Bytes, Place> places, Bytes key) {
    return places.getOrDefault(key, Place.NOWHERE);
  }

  /** End of the window in which something was said. */
  private static long time(Record<Bytes, Outgoing> record) {
    if (record.value() instanceof Forecast forecast) {
      return forecast.windowEnd;
    }
    return record.value() instanceof Alert alert ? alert.decidedAt() : record.timestamp();
  }

  private static Bytes key(NabFile file) {
    return Bytes.wrap(file.name().getBytes(StandardCharsets.UTF_8));
  }

  private static long newest(NabFile file) {
    long newest = file.time(0);
    for (int row = 1; row < file.length(); row++) {
      newest = Math.max(newest, file.time(row));
    }
    return newest;
  }

  /** By how many whole weeks a file is moved, ms. */
  private long earlier(NabFile file, long interval) {
    boolean isSeen =
        model.contract().features().names().stream().anyMatch(name -> name.contains("day-of-year"));
    return isSeen || WEEK % interval != 0
        ? 0
        : Math.floorDiv(file.time(0) - FIRST_WEEK, WEEK) * WEEK;
  }

  private static Values values(NabFile file, long earlier) {
    long[] times = new long[file.length()];
    double[][] rows = new double[file.length()][];
    for (int row = 0; row < times.length; row++) {
      times[row] = file.time(row) - earlier;
      rows[row] = new double[] {file.value(row)};
    }
    return new Values(file.name(), times, rows);
  }
}
