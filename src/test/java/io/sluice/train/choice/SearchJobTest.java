package io.sluice.train.choice;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.config.PipelineConfig;
import io.sluice.config.Provider;
import io.sluice.config.read.ConfigLoader;
import io.sluice.feature.ScalerSpec;
import io.sluice.history.series.Series;
import io.sluice.model.StepModel;
import io.sluice.model.onnx.OnnxStepModel;
import io.sluice.train.Judgement;
import io.sluice.train.TrainingSettings;
import io.sluice.train.TrainingSettings.Loss;
import io.sluice.train.TrainingSettings.Shares;
import io.sluice.train.network.Architecture;
import io.sluice.train.network.Cell;
import io.sluice.train.torch.TrainingOptions;
import io.sluice.train.torch.TrainingProgress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is kept of a search that is cut, and what of very many series is looked at. */
class SearchJobTest {
  private static final long HOUR_MS = 3_600_000;

  @TempDir Path dir;
  private final List<Trial> tried = new ArrayList<>();
  private final List<String> told = new ArrayList<>();
  private final SearchJob.Listener listener =
      new SearchJob.Listener() {
        @Override
        public void told(String sentence) {
          told.add(sentence);
        }

        @Override
        public void tried(Trial trial) {
          tried.add(trial);
        }
      };
  private PipelineConfig pipeline;

  @BeforeEach
  void readConfiguration() throws Exception {
    Path file =
        Files.writeString(
            dir.resolve("sluice.yaml"),
            """
            pipelines:
              tides:
                source: { topic: t, key: gauge, timestamp: { field: ts, format: epoch-seconds } }
                window: { size: 1h }
                targets: { level: mean }
                model: m.onnx
            """);
    pipeline = ConfigLoader.loadForTraining(file, name -> null).pipelines().get("tides");
    assertThat(pipeline).isNotNull();
  }

  @Test
  void interruptedSearch_keepsTheBestSoFar() throws Exception {
    Judgement judgement =
        job(Duration.ofHours(1)).run(tides(2, 600), TrainingProgress.NONE, () -> tried.size() > 2);
    assertThat(judgement.written()).isTrue();
    assertThat(judgement.training().isRefitted()).isFalse();
    double best = tried.subList(0, 3).stream().mapToDouble(Trial::sql).min().orElseThrow();
    assertThat(told)
        .anySatisfy(line -> assertThat(line).contains("chosen: SQL %.4f".formatted(best)));
    assertThat(search()).endsWith("interrupted");
  }

  @Test
  void clock_cutsTheSearch_andThatIsRecorded() throws Exception {
    Judgement judgement = job(Duration.ZERO).run(tides(2, 600), TrainingProgress.NONE, () -> false);
    assertThat(judgement.written()).isTrue();
    assertThat(tried).hasSize(1);
    assertThat(search()).endsWith("ended by the time limit");
  }

  @Test
  void manySeries_areSampled_whichIsTold() throws Exception {
    job(Duration.ZERO).run(tides(600, 140), TrainingProgress.NONE, () -> false);
    assertThat(told).contains("search: on 500 of 600 series, evenly drawn");
  }

  private String search() throws Exception {
    try (StepModel model = OnnxStepModel.load(dir.resolve("m.onnx"), Provider.CPU)) {
      return model.contract().metadata().get("training.search");
    }
  }

  private SearchJob job(Duration limit) {
    TrainingSettings settings =
        new TrainingSettings(
            pipeline,
            "tides",
            dir.resolve("m.onnx"),
            "m",
            "1",
            Architecture.of(Cell.GRU, 1, 8),
            List.of("time-of-day"),
            12,
            24,
            ScalerSpec.parse("level;memory=100;floor=1.0E-4"),
            TrainingOptions.of(12, 10, .002f, 1, limit),
            new Shares(.1, .2, false),
            Loss.UNIT,
            true,
            "./sluice train");
    return new SearchJob(settings, Set.of(), 64, "./sluice train", listener);
  }

  private static List<Series> tides(int count, int windows) {
    Random random = new Random(1);
    List<Series> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long[] starts = new long[windows];
      double[] values = new double[windows];
      for (int t = 0; t < windows; t++) {
        starts[t] = t * HOUR_MS;
        values[t] = i + 5 * Math.sin(2 * Math.PI * t / 24) + random.nextGaussian();
      }
      all.add(new Series("tides " + i, starts, values));
    }
    return all;
  }
}
