package io.sluice.chaos;

import io.sluice.broker.EmbeddedBroker;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** The embedded broker as a process of its own, which can be killed. */
final class BrokerMain {
  private BrokerMain() {}

  /** Takes the data directory and the port. */
  public static void main(String[] args) throws InterruptedException {
    try (EmbeddedBroker broker =
        EmbeddedBroker.start(Path.of(args[0]), Integer.parseInt(args[1]))) {
      System.out.println("broker " + broker.bootstrapServers());
      new CountDownLatch(1).await();
    }
  }
}
