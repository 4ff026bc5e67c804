package io.sluice.chaos;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A broker in a JVM of its own. */
final class BrokerProcess implements Broker {
  private final int port = Cluster.freePort();
  private final ChildJvm process;

  BrokerProcess(Path data, Path log) throws IOException {
    process =
        new ChildJvm(
            log,
            BrokerMain.class.getName(),
            List.of("-Xmx256m"),
            List.of(data.toString(), String.valueOf(port)));
  }

  @Override
  public String bootstrap() {
    return "127.0.0.1:" + port;
  }

  @Override
  public void kill() throws InterruptedException {
    process.kill();
  }

  @Override
  public void restart() throws IOException {
    process.restart();
  }

  @Override
  public void suspend() throws IOException, InterruptedException {
    process.suspend();
  }

  @Override
  public void resume() throws IOException, InterruptedException {
    process.resume();
  }

  @Override
  public void close() {
    process.close();
  }
}
