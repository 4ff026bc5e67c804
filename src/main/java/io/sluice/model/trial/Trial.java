package io.sluice.model.trial;

import io.sluice.config.Provider;
import io.sluice.model.ModelException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * One trial: starts {@link TrialMain} in a JVM like this one, waits for its verdict, and ends it
 * when that does not come in time.
 */
final class Trial {
  private static final String DIRECTORY = "sluice-trial-";

  /** The heap of a trial's process beside what the file needs, MiB. */
  private static final int HEAP_MB = 64;

  /** What a bare process takes beside the heap, MiB, at most. */
  private static final int BARE_MB = 256;

  /** CUDA's libraries take memory of their own, however small the model, MiB. */
  private static final int CUDA_MB = 4096;

  private static final long LOOK_EVERY_MS = 50;
  private static final int PATIENCE = 5;
  private static final int MAX_OUTPUT = 1 << 16;
  private static final int SIGNALLED = 128;

  /** No trial takes as long. */
  private static final Duration ABANDONED = Duration.ofHours(1);

  private static final Duration LAST_WORDS = Duration.ofSeconds(2);

  /** Settings of this process's JVM that are not for a small one beside it. */
  private static final List<String> JVM_SETTINGS =
      List.of("JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS");

  private final Path file;
  private final Duration time;
  private final long memoryMb;
  private final String token = UUID.randomUUID().toString();
  private final List<String> command = new ArrayList<>();
  private final Path directory;

  private Trial(
      Path file, Provider provider, String digest, long size, TrialLimits limits, Path dir) {
    this.file = file;
    this.directory = dir;
    this.time = limits.timeFor(size);
    this.memoryMb = limits.memoryMbFor(size) + (provider == Provider.CUDA ? CUDA_MB : 0);
    shell(provider);
    java(size);
    command.addAll(List.of(TrialMain.class.getName(), token, Long.toString(memoryMb)));
    command.addAll(List.of(file.toString(), digest, provider.name(), directory.toString()));
  }

  /**
   * Tries a file.
   *
   * @param digest see {@link io.sluice.model.onnx.OnnxFile#digest}
   * @return what the slowest run took
   * @throws ModelException saying at what it failed, and for which limit
   */
  static Duration run(Path file, Provider provider, String digest, TrialLimits limits)
      throws ModelException {
    try {
      Path directory = Files.createTempDirectory(DIRECTORY);
      sweep(directory, Files.getLastModifiedTime(directory).toInstant().minus(ABANDONED));
      try {
        return new Trial(file, provider, digest, Files.size(file), limits, directory).run();
      } finally {
        delete(directory);
      }
    } catch (IOException e) {
      throw new ModelException(file + ": no process can be started to try it: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ModelException(file + ": its trial was interrupted", e);
    }
  }

  /**
   * Deletes what trials left that were killed together with the process that started them.
   *
   * @param own a trial's directory; those beside it are meant that belong to the same user
   * @param before trials that began before it have ended
   */
  static void sweep(Path own, Instant before) {
    try (DirectoryStream<Path> trials =
        Files.newDirectoryStream(own.toAbsolutePath().getParent(), DIRECTORY + "*")) {
      UserPrincipal us = Files.getOwner(own);
      for (Path trial : trials) {
        if (Files.isDirectory(trial, LinkOption.NOFOLLOW_LINKS)
            && Files.getLastModifiedTime(trial).toInstant().isBefore(before)
            && Files.getOwner(trial).equals(us)) {
          delete(trial);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      // They are left for the next trial.
    }
  }

  /**
   * Deletes what is left of a trial, and nothing but a trial's directory; also called by the trial
   * itself when this process is gone.
   */
  static void delete(Path directory) {
    if (!String.valueOf(directory.getFileName()).startsWith(DIRECTORY)) {
      throw new IllegalArgumentException(directory + " is no trial's directory");
    }
    try (Stream<Path> paths = Files.walk(directory)) {
      paths.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
    } catch (IOException | UncheckedIOException e) {
      // A few empty directories are left among temporary files.
    }
  }

  /**
   * Where there is a shell, it keeps from the process what is pressed to end this one, which would
   * be taken for a fault of the model's; and limits the data that it may have by the system's own
   * account.
   */
  private void shell(Provider provider) {
    Path shell = Path.of("/bin/sh");
    if (Files.isExecutable(shell)) {
      long kib = (memoryMb + HEAP_MB + BARE_MB) << 10;
      String limit = provider == Provider.CPU ? "ulimit -d " + kib + " 2>/dev/null; " : "";
      String script = "trap '' INT QUIT; " + limit + "exec \"$@\"";
      command.addAll(List.of(shell.toString(), "-c", script, "sluice-trial"));
    }
  }

  private void java(long size) {
    long heapMb = HEAP_MB + 4 * (size >> 20);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx" + heapMb + "m", "-XX:MaxDirectMemorySize=" + memoryMb + "m"));
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"));
    command.addAll(List.of("-XX:-UsePerfData", "-XX:+SuppressFatalErrorMessage"));
    command.addAll(List.of("-XX:-CreateCoredumpOnCrash", "-Djava.io.tmpdir=" + directory));
    for (String name : System.getProperties().stringPropertyNames()) {
      if (name.startsWith("onnxruntime.")) {
        command.add("-D" + name + "=" + System.getProperty(name));
      }
    }
    if (Runtime.version().feature() >= 24) {
      command.add("--enable-native-access=ALL-UNNAMED");
    }
  }

  private Duration run() throws IOException, InterruptedException, ModelException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    Map<String, String> environment = builder.environment();
    environment.keySet().removeAll(JVM_SETTINGS);
    environment.put("CLASSPATH", System.getProperty("java.class.path"));
    environment.put("ORT_DISABLE_TELEMETRY", "1");
    Process process = builder.start(); // its standard input stays open for as long as we live
    try {
      CompletableFuture<String> output =
          CompletableFuture.supplyAsync(
              () -> read(process.getInputStream()), task -> new Thread(task, "trial").start());
      boolean ended = await(process);
      if (!ended) {
        process.toHandle().destroyForcibly(); // the process's own way drops its last output
        process.waitFor();
      }
      String said = output.get(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS);
      return verdict(new TrialOutput(said, token), ended ? process.exitValue() : -1);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("its output cannot be read", e);
    } finally {
      process.destroyForcibly();
    }
  }

  /**
   * Waits until a process has ended or has had its time. That is time of a processor, where the
   * system tells it, for a busy machine is no fault of the model; and {@value #PATIENCE} times as
   * much on the clock.
   *
   * @return whether it ended
   */
  private boolean await(Process process) throws InterruptedException {
    long start = System.nanoTime();
    while (!process.waitFor(LOOK_EVERY_MS, TimeUnit.MILLISECONDS)) {
      Duration passed = Duration.ofNanos(System.nanoTime() - start);
      Duration worked = process.info().totalCpuDuration().orElse(passed);
      if (worked.compareTo(time) > 0 || passed.compareTo(time.multipliedBy(PATIENCE)) > 0) {
        return false;
      }
    }
    return true;
  }

  /** The first part of the output; the rest is taken and dropped, so that nobody waits. */
  private static String read(InputStream in) {
    try (in) {
      byte[] head = in.readNBytes(MAX_OUTPUT);
      in.transferTo(java.io.OutputStream.nullOutputStream());
      return new String(head, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Duration verdict(TrialOutput output, int code) throws ModelException {
    if (output.slowest() != null && code == 0) {
      return output.slowest();
    }
    if (output.refusal() != null) {
      throw new ModelException(output.refusal());
    }
    String stage = output.stage();
    if (code < 0) {
      throw failed(stage + " took longer than the trial's limit of " + time.toSeconds() + " s");
    }
    if (code == TrialMain.OUT_OF_MEMORY) {
      throw failed(stage + " took more memory than the trial's limit of " + memoryMb + " MiB");
    }
    String how = code > SIGNALLED ? "signal " + (code - SIGNALLED) : "code " + code;
    throw failed(stage + " ended the trial's process with " + how + output.hint());
  }

  private ModelException failed(String why) {
    return new ModelException(file + ": " + why);
  }
}
