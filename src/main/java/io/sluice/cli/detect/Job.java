package io.sluice.cli.detect;

import io.sluice.detect.Detection;
import java.io.IOException;
import java.nio.file.Path;

/** A history of some kind on its way to a detection. */
interface Job extends AutoCloseable {
  /**
   * Reads what is known of the history.
   *
   * @throws io.sluice.detect.run.DetectException when that is of another kind
   */
  void know(Path labels);

  /** Runs the history through the service's code. */
  void run() throws IOException;

  /**
   * What came of it.
   *
   * @param faults whether faults are to be planted
   */
  Detection detection(boolean faults);

  /** Writes all files. */
  void write(Detection detection, Path out) throws IOException;

  /** Releases the model. */
  @Override
  void close();
}
