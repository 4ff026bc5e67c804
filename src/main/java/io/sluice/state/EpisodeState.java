package io.sluice.state;

/** An alert episode that is firing. Mutable; persisted with the key state. */
public final class EpisodeState {
  /** What kind of episode, as the alert package numbers them; 0: none is firing. */
  public int type;

  /** Whether it was published as critical. */
  public boolean critical;

  /** Start of its first window, epoch ms. */
  public long firstStart;

  /** End of its last abnormal window, epoch ms. */
  public long lastEnd;

  /** Abnormal windows. */
  public int windows;

  /** Normal windows in a row since the last abnormal one. */
  public int quiet;

  /** Highest calibrated score. */
  public float peak;

  public boolean isFiring() {
    return type != 0;
  }

  void take(EpisodeState other) {
    type = other.type;
    critical = other.critical;
    firstStart = other.firstStart;
    lastEnd = other.lastEnd;
    windows = other.windows;
    quiet = other.quiet;
    peak = other.peak;
  }

  /** Forgets the episode. */
  public void clear() {
    type = 0;
    critical = false;
    firstStart = 0;
    lastEnd = 0;
    windows = 0;
    quiet = 0;
    peak = 0;
  }
}
