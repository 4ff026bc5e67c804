package io.sluice.cli.detect;

import io.sluice.detect.Detection;
import io.sluice.detect.label.Labels;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A history of some kind on its way to a detection. */
interface Job extends AutoCloseable {
  /** Runs the history through the service's code. */
  void run() throws IOException;

  /**
   * What came of it.
   *
   * @param labels what is known; null: nothing was named
   * @param faults whether faults are to be planted
   */
  Detection detection(@Nullable Labels labels, boolean faults);

  /** Writes all files. */
  void write(Detection detection, Path out) throws IOException;

  /** Releases the model. */
  @Override
  void close();
}
