package io.sluice.model.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.config.Provider;
import io.sluice.feature.ScalerSpec;
import io.sluice.model.HostileModels;
import io.sluice.model.ModelException;
import io.sluice.model.ModelSurgery;
import io.sluice.model.StepModel;
import io.sluice.model.TestModels;
import io.sluice.model.onnx.OnnxFile;
import io.sluice.model.onnx.OnnxStepModel;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a model file does to a process, it does to one of its own. */
@Timeout(180)
final class TrialsTest {
  private static final ScalerSpec SCALER = new ScalerSpec(ScalerSpec.Kind.LEVEL, 100, 1e-4);
  private static final TrialLimits LIMITS = new TrialLimits(Duration.ofSeconds(60), 256);

  @TempDir Path dir;

  @Test
  void soundModel_isTriedOnce_andLoaded() throws Exception {
    Trials trials = new Trials(LIMITS);
    Path file = TestModels.gru(dir, "sound", 8, 1, 3, SCALER, 1);
    try (StepModel first = trials.step(file, Provider.CPU)) {
      assertThat(first.contract().name()).isEqualTo("sound");
    }
    Path copy = Files.copy(file, dir.resolve("copy.onnx"));
    try (StepModel second = trials.step(copy, Provider.CPU)) {
      assertThat(second.contract().name()).isEqualTo("sound");
    }
    assertThat(trials.count()).isEqualTo(1);
  }

  @Test
  void modelThatFills4Gib_endsItsTrial_andNothingElse() {
    Path file = HostileModels.fills4Gib(dir, "large");
    ModelSurgery.requireRefusal(() -> new Trials(LIMITS).step(file, Provider.CPU), file, "memory");
  }

  @Test
  void modelThatDoesNotEnd_isRefusedWithTheProbeAndTheLimit() throws IOException {
    Path file = HostileModels.slowOn16Rows(dir, "slow");
    Trials trials = new Trials(new TrialLimits(Duration.ofSeconds(5), 256));
    Set<Path> before = directories();
    ModelSurgery.requireRefusal(
        () -> trials.step(file, Provider.CPU), file, "longer than the trial's limit of 5 s");
    // Those of others that run beside it come and go.
    await()
        .untilAsserted(
            () -> assertThat(before).as("nothing is left of it").containsAll(directories()));
  }

  /**
   * A terminal sends it to all processes of a command: the service ends, the model is as it was.
   */
  @Test
  void controlC_isNoFaultOfTheModel() throws Exception {
    Path file = HostileModels.slowOn16Rows(dir, "pressed");
    Trials trials = new Trials(new TrialLimits(Duration.ofSeconds(5), 256));
    CompletableFuture<Void> tried =
        CompletableFuture.runAsync(
            () ->
                ModelSurgery.requireRefusal(
                    () -> trials.step(file, Provider.CPU), file, "longer than the trial's limit"));
    AtomicReference<ProcessHandle> trial = new AtomicReference<>();
    await()
        .until(
            () -> {
              ProcessHandle.current().descendants().filter(of(file)).forEach(trial::set);
              return trial.get() != null;
            });
    String pid = Long.toString(trial.get().pid());
    assertThat(new ProcessBuilder("kill", "-INT", pid).start().waitFor()).isZero();
    tried.get(60, TimeUnit.SECONDS);
  }

  private static Predicate<ProcessHandle> of(Path file) {
    return process -> {
      String command = process.info().commandLine().orElse("");
      return command.contains(file.toString()) && !command.contains("ulimit");
    };
  }

  /** Those of trials that may run beside this test, or were killed before it, too. */
  private static Set<Path> directories() throws IOException {
    try (Stream<Path> all = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return all.filter(path -> path.getFileName().toString().startsWith("sluice-trial-"))
          .collect(Collectors.toSet());
    }
  }

  @Test
  void whatAKilledTrialLeft_isDeletedByALaterOne_andNothingElse() throws IOException {
    Instant now = Instant.now();
    Path own = Files.createDirectory(dir.resolve("sluice-trial-own"));
    Path running = Files.createDirectory(dir.resolve("sluice-trial-running"));
    Path killed = Files.createDirectory(dir.resolve("sluice-trial-killed"));
    Path other = Files.createDirectory(dir.resolve("other"));
    Files.createFile(killed.resolve("library"));
    for (Path old : List.of(killed, other)) {
      Files.setLastModifiedTime(old, FileTime.from(now.minusSeconds(7200)));
    }
    Trial.sweep(own, now.minusSeconds(3600));
    assertThat(killed).doesNotExist();
    assertThat(List.of(own, running, other)).allMatch(Files::exists);
  }

  @Test
  void brokenModel_isRefusedAsItWouldBeWithoutATrial() throws IOException {
    Path file = TestModels.gru(dir, "broken", 8, 1, 3, SCALER, 1);
    ModelSurgery.operate(file, file, model -> ModelSurgery.unset(model, "horizon"));
    ModelSurgery.requireRefusal(
        () -> new Trials(LIMITS).step(file, Provider.CPU),
        file,
        "metadata sluice.horizon is missing");
  }

  @Test
  void trialEnds_whenTheProcessThatStartedItDoes() throws Exception {
    Path file = HostileModels.slowOn16Rows(dir, "orphan");
    String digest = OnnxFile.read(file).digest();
    Path own = Files.createDirectory(dir.resolve("sluice-trial-1"));
    Files.createFile(own.resolve("library"));
    Process trial =
        java(TrialMain.class, "token", "256", file.toString(), digest, "CPU", own.toString())
            .start();
    try {
      BufferedReader said = trial.inputReader(StandardCharsets.UTF_8);
      while (!said.readLine().endsWith("9 rows of zeros")) {
        assertThat(trial.isAlive()).isTrue();
      }
      trial.getOutputStream().close(); // as the system does for a process that was killed
      assertThat(trial.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(own).doesNotExist();
      assertThat(file).exists();
    } finally {
      trial.destroyForcibly();
    }
  }

  @Test
  void modelOf240Mib_isTooMuchForASmallHeap_andSaysSo() throws Exception {
    Path file = HostileModels.large(dir, "heavy", 240);
    Process service = java(Loads.class, file.toString()).redirectErrorStream(true).start();
    try {
      String output = new String(service.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(output).contains("240 MiB, at most a quarter of the heap of");
      assertThat(service.waitFor()).isZero();
    } finally {
      service.destroyForcibly();
    }
  }

  /** A process with a small heap that loads a model and goes on when it is refused. */
  static final class Loads {
    public static void main(String[] args) {
      try (StepModel model = new Trials(LIMITS).step(Path.of(args[0]), Provider.CPU)) {
        System.out.println("loaded " + model.contract().name());
      } catch (ModelException e) {
        System.out.println(e.getMessage());
      }
    }
  }

  private static ProcessBuilder java(Class<?> main, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.add("-XX:+ExitOnOutOfMemoryError");
    command.add(main.getName());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    return builder;
  }

  @Test
  void limitOfARun_isFarAboveTheTrials_andNeverShort() {
    assertThat(Trials.limit(Duration.ofMillis(1))).isEqualTo(OnnxStepModel.MIN_LIMIT);
    assertThat(Trials.limit(Duration.ofMillis(200))).isEqualTo(Duration.ofSeconds(20));
    assertThat(Trials.limit(Duration.ofSeconds(5))).isEqualTo(Duration.ofSeconds(60));
  }
}
