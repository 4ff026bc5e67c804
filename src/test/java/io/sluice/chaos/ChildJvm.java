package io.sluice.chaos;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A JVM with the class path of the tests, started and ended by us. */
public final class ChildJvm implements AutoCloseable {
  /** A line of the log, before what a process prints. */
  static final String STARTED = "--- started ---";

  private final List<String> command;
  private final File log;
  private Process process;
  private int starts;

  /** Starts it; what it prints is appended to {@code log}. */
  public ChildJvm(Path log, String mainClass, List<String> jvmOptions, List<String> arguments)
      throws IOException {
    this.log = log.toFile();
    this.command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"));
    command.add("-XX:ErrorFile=" + log.resolveSibling("hs_err_%p.log").toAbsolutePath());
    command.addAll(jvmOptions);
    command.add(mainClass);
    command.addAll(arguments);
    this.process = launch();
  }

  private Process launch() throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    builder.environment().put("ORT_DISABLE_TELEMETRY", "1");
    builder.environment().put("SLUICE_LOG_LEVEL", "INFO");
    starts++;
    Files.writeString(
        log.toPath(), STARTED + '\n', StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log));
    return builder.start();
  }

  /** How often it has been started. */
  int starts() {
    return starts;
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Ends it at once: nothing is flushed, committed or closed. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Starts it again after it has ended. */
  void restart() throws IOException {
    process = launch();
  }

  /** Asks it to leave. */
  boolean terminate(Duration limit) throws InterruptedException {
    process.destroy();
    return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
  }

  int exitValue() {
    return process.exitValue();
  }

  /** Halts it where it is. */
  void suspend() throws IOException, InterruptedException {
    signal("STOP");
  }

  /** Lets it go on. */
  void resume() throws IOException, InterruptedException {
    signal("CONT");
  }

  /** Has it write its threads into its log. */
  void dumpThreads() throws IOException, InterruptedException {
    signal("QUIT");
  }

  private void signal(String name) throws IOException, InterruptedException {
    int code =
        new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).start().waitFor();
    if (code != 0) {
      throw new IOException("kill -" + name + " ended with " + code);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
