package io.sluice.step;

import io.sluice.feature.FeatureEncoder;
import io.sluice.feature.PastValues;
import io.sluice.feature.WindowCalendar;
import io.sluice.feature.WindowInput;
import io.sluice.model.ModelContract;
import io.sluice.state.KeyState;
import io.sluice.window.Windows;
import java.util.Arrays;

/**
 * Writes keys' windows and recurrent states into the rows of a batch. What the calendar says is the
 * same for all keys of a window and made once for them.
 */
public final class BatchInput {
  private final ModelContract contract;
  private final FeatureEncoder encoder;
  private final Windows windows;
  private final StepRunner runner;
  private final int lanes;
  private final boolean seesPast;
  private final PastValues[] past;
  private long calendarEnd = Long.MIN_VALUE;
  private WindowCalendar calendar;

  /**
   * A writer of rows.
   *
   * @param lanes rows per key
   */
  public BatchInput(
      ModelContract contract,
      FeatureEncoder encoder,
      Windows windows,
      StepRunner runner,
      int lanes) {
    this.contract = contract;
    this.encoder = encoder;
    this.windows = windows;
    this.runner = runner;
    this.lanes = lanes;
    this.seesPast = encoder.layout().past() > 1;
    this.past = new PastValues[lanes * contract.targets()];
    Arrays.setAll(past, i -> new PastValues(encoder.layout().past()));
    this.calendar = encoder.calendar(0, new long[encoder.layout().ahead()]);
  }

  /**
   * Takes a window that closes into the key's scale, and writes it.
   *
   * @param slot the key's place in the batch
   * @param end the window's end
   */
  public void add(int slot, KeyState state, WindowInput window, long end) {
    for (int lane = 0; lane < lanes; lane++) {
      encoder.learn(window, lane * contract.targets());
    }
    see(state);
    write(slot, state, window, end);
  }

  /** The same, but the key's scale stays as it is. */
  public void follow(int slot, KeyState state, WindowInput window, long end) {
    for (int lane = 0; lane < lanes; lane++) {
      encoder.follow(window, lane * contract.targets());
    }
    see(state);
    write(slot, state, window, end);
  }

  private void see(KeyState state) {
    if (seesPast) {
      for (int i = 0; i < past.length; i++) {
        state.inputs[i].copyTo(past[i]);
      }
    }
  }

  /**
   * Writes a window that the key's scale has taken in before.
   *
   * @param inputs the key's inputs by target, those of this window and of later ones included
   * @param step the index of this window's
   */
  void addAgain(
      int slot, KeyState state, WindowInput window, long end, double[][] inputs, int step) {
    if (seesPast) {
      for (int i = 0; i < past.length; i++) {
        past[i].clear();
        for (int before = 0; before < step; before++) {
          past[i].add(inputs[i][before]);
        }
      }
    }
    for (int lane = 0; lane < lanes; lane++) {
      encoder.follow(window, lane * contract.targets());
    }
    write(slot, state, window, end);
  }

  private void write(int slot, KeyState state, WindowInput window, long end) {
    WindowCalendar columns = calendar(end);
    for (int lane = 0; lane < lanes; lane++) {
      int first = lane * contract.targets();
      int offset = (slot * lanes + lane) * encoder.layout().size();
      encoder.encode(window, first, past, columns, runner.batch().x(), offset);
    }
    runner.batch().state().put(slot * lanes * contract.stateSize(), state.hidden);
  }

  private WindowCalendar calendar(long end) {
    if (end != calendarEnd) {
      calendar = encoder.calendar(windows, end);
      calendarEnd = end;
    }
    return calendar;
  }
}
