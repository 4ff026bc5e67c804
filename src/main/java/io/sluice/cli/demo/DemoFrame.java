package io.sluice.cli.demo;

import io.sluice.demo.AlertView;
import io.sluice.demo.DemoScore;
import io.sluice.demo.Highlight;
import io.sluice.demo.SeriesView;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a demo shows at one moment.
 *
 * @param page the address of the page
 * @param seconds since the demo began
 * @param highlight what to look at; null: nothing yet
 * @param alerts those worth showing, the newest of each pipeline last
 */
record DemoFrame(
    String page,
    long seconds,
    @Nullable Highlight highlight,
    List<World> worlds,
    DemoScore score,
    List<AlertView> alerts) {
  DemoFrame {
    worlds = List.copyOf(worlds);
    alerts = List.copyOf(alerts);
  }

  /**
   * One pipeline and the series that it watches.
   *
   * @param facts its name and what it has done, the most telling first
   */
  record World(List<String> facts, List<SeriesView> series) {
    World {
      facts = List.copyOf(facts);
      series = List.copyOf(series);
    }
  }
}
