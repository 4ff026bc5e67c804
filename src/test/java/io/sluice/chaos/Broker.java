package io.sluice.chaos;

import java.io.IOException;

/** A broker that can be ended and brought back at the same address, with what it had stored. */
interface Broker extends AutoCloseable {
  /** Host and port. */
  String bootstrap();

  /** Ends it at once. */
  void kill() throws InterruptedException;

  /** Starts it again after it has ended. */
  void restart() throws IOException;

  /** Halts it where it is. */
  void suspend() throws IOException, InterruptedException;

  /** Lets it go on. */
  void resume() throws IOException, InterruptedException;

  @Override
  void close();
}
