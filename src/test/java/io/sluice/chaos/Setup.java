package io.sluice.chaos;

import io.sluice.feature.ScalerSpec;
import io.sluice.feature.ScalerSpec.Kind;
import io.sluice.model.TestModels;
import io.sluice.oracle.Load;
import io.sluice.oracle.Rules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What a cluster serves, the models with which it begins, and those that take over. */
final class Setup {
  /** Source partitions, and partitions of every other topic. */
  static final int PARTITIONS = 4;

  private static final Duration WINDOW = Duration.ofMillis(Load.WINDOW_MS);

  /** How many keys roam over the partitions of a source that is not keyed. */
  private static final int ROAMING = 6;

  private final boolean keyed;
  private final List<Served> pipelines = new ArrayList<>();
  private final List<Path> first = new ArrayList<>();
  private final List<Path> next = new ArrayList<>();

  private Setup(boolean keyed) {
    this.keyed = keyed;
  }

  /** A pipeline on a keyed topic, whose time depends on the data alone. */
  static Setup keyed(Path dir) throws IOException {
    Setup setup = new Setup(true);
    setup.add(home().of(true, PARTITIONS), false, dir, model(dir, "home-1", 1, 3, 1));
    setup.next.add(model(dir, "home-2", 1, 2, 2));
    return setup;
  }

  /**
   * Two pipelines on a topic that is repartitioned, whose idle time and grace are the defaults. The
   * second one is closed on the second day, from the 90th ten-minute window to the 234th; its
   * two-target model is followed by one that is run on each target.
   */
  static Setup defaults(Path dir) throws IOException {
    Setup setup = new Setup(false);
    setup.add(home().of(false, PARTITIONS), true, dir, model(dir, "home-1", 1, 3, 1));
    setup.next.add(model(dir, "home-2", 1, 2, 2));
    Rules plant =
        Rules.of(
                "plant",
                WINDOW.multipliedBy(2),
                WINDOW.dividedBy(5),
                6,
                Duration.ofHours(6),
                Duration.ofHours(12))
            .of(false, PARTITIONS)
            .in(
                ZoneId.of("Asia/Tokyo"),
                Set.of(DayOfWeek.TUESDAY),
                Set.of(LocalDate.of(2026, 3, 5), LocalDate.of(2026, 3, 6)))
            .of(
                List.of(
                    new Rules.Target("value", Rules.Aggregate.MEAN),
                    new Rules.Target("energy", Rules.Aggregate.LAST)));
    setup.add(plant, true, dir, model(dir, "plant-1", 2, 2, 3));
    setup.next.add(model(dir, "plant-2", 1, 3, 4));
    return setup;
  }

  private static Rules home() {
    return Rules.of(
        "home", WINDOW, WINDOW.dividedBy(10), 2, Duration.ofHours(3), Duration.ofHours(6));
  }

  private static Path model(Path dir, String name, int targets, int horizon, long seed) {
    ScalerSpec scaler = new ScalerSpec(seed % 2 == 0 ? Kind.LEVEL : Kind.DIFFERENCE, 100, 1e-4);
    return TestModels.gru(dir, name, 16, targets, horizon, scaler, seed);
  }

  private void add(Rules rules, boolean idle, Path dir, Path model) throws IOException {
    Path served = Files.copy(model, dir.resolve(rules.pipeline() + ".onnx"));
    pipelines.add(new Served(rules, served, idle));
    first.add(model);
  }

  boolean isKeyed() {
    return keyed;
  }

  List<Served> pipelines() {
    return pipelines;
  }

  /** The file of the model with which a pipeline begins. */
  Path first(int pipeline) {
    return first.get(pipeline);
  }

  /** The file of the model that takes over. */
  Path next(int pipeline) {
    return next.get(pipeline);
  }

  Load load(long seed, int keys) {
    return new Load(seed, keys).withRoaming(keyed ? 0 : ROAMING);
  }
}
