package io.sluice.cli.offline;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.train.torch.TrainingProgress.Epoch;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ProgressLineTest {
  private final StringWriter text = new StringWriter();

  @Test
  void terminalShowsABarWithLossSkillAndTimeLeft() {
    ProgressLine line = new ProgressLine(new PrintWriter(text), true, 4);
    line.baseline(0.5);
    line.begin(0.9);
    line.epoch(new Epoch(1, 0.45, 0.4, 0.4, 0.03, 1));
    line.batch(2, 5, 10, 0.42);
    assertThat(text.toString())
        .contains("[#######.............] epoch 2/4, batch 5/10, loss 0.4200")
        .contains("best 0.4000, 20.0% below seasonal-naive), 3% of steps clipped")
        .endsWith(" left\u001b[?7h");
  }

  @Test
  void withoutABaselineTheUntrainedNetworkIsWhatLossesAreComparedWith() {
    ProgressLine line = new ProgressLine(new PrintWriter(text), false, 4);
    line.baseline(Double.NaN);
    line.begin(0.5);
    line.epoch(new Epoch(1, 0.45, 0.6, 0.6, 0, 1));
    assertThat(text.toString()).contains("20.0% above untrained").endsWith(" left\n");
  }
}
