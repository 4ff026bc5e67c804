package io.sluice.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.close.Pipeline;
import io.sluice.config.Aggregate;
import io.sluice.config.CalendarConfig;
import io.sluice.config.Provider;
import io.sluice.config.TargetConfig;
import io.sluice.config.source.KeyConfig;
import io.sluice.event.Event;
import io.sluice.event.Signal;
import io.sluice.event.Watermark;
import io.sluice.feature.ScalerSpec;
import io.sluice.metrics.PipelineCounts;
import io.sluice.model.ModelShelf;
import io.sluice.model.StepModel;
import io.sluice.model.TestModels;
import io.sluice.model.onnx.OnnxStepModel;
import io.sluice.output.Alert;
import io.sluice.output.Forecast;
import io.sluice.output.Outgoing;
import io.sluice.time.ReadToTheEnd;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A task that goes on, on the stores of the one before, under another configuration. */
final class ChangedConfigurationTest {
  private static final long NOON = Harness.NOON.toEpochMilli();
  private static final ScalerSpec SCALER = new ScalerSpec(ScalerSpec.Kind.LEVEL, 100, 1e-4);
  private static final Bytes KEY = Bytes.wrap("k".getBytes(StandardCharsets.UTF_8));
  private static final TargetConfig POWER = target("power", Aggregate.MEAN);
  private static final TargetConfig GAS = target("gas", Aggregate.SUM);
  private static final TargetConfig HEAT = target("heat", Aggregate.MEAN);

  @TempDir Path dir;
  private final Map<String, KeyValueStore<Bytes, byte[]>> stores = new TreeMap<>();
  private final PipelineCounts metrics = new PipelineCounts();
  private final Harness.Settings settings = new Harness.Settings();
  private ModelShelf<StepModel> models;
  private MockProcessorContext<Bytes, Outgoing> context;
  private WindowProcessor processor;

  private static TargetConfig target(String name, Aggregate aggregate) {
    return new TargetConfig(name, name, aggregate, null);
  }

  @BeforeEach
  void load() throws Exception {
    models =
        new ModelShelf<>(
            OnnxStepModel.load(TestModels.gru(dir, "m", 8, 1, 3, SCALER, 4), Provider.CPU));
    settings.targets = List.of(POWER, GAS);
    start();
  }

  @AfterEach
  void end() {
    processor.close();
    models.close();
  }

  private void start() {
    context = new MockProcessorContext<>(new Properties(), new TaskId(1, 0), dir.toFile());
    context.setCurrentSystemTimeMs(NOON);
    for (String name : List.of(Stores.WINDOWS, Stores.KEY_STATE, Stores.META)) {
      context.addStateStore(stores.computeIfAbsent(name, this::store));
    }
    processor =
        new WindowProcessor(
            new Pipeline(
                settings.config(), 1, models, metrics, new ReadToTheEnd(), InstantSource.system()));
    processor.init(context);
  }

  private KeyValueStore<Bytes, byte[]> store(String name) {
    KeyValueStore<Bytes, byte[]> store =
        org.apache.kafka.streams.state.Stores.keyValueStoreBuilder(
                org.apache.kafka.streams.state.Stores.inMemoryKeyValueStore(name),
                Serdes.Bytes(),
                Serdes.ByteArray())
            .withLoggingDisabled()
            .build();
    store.init(context.getStateStoreContext(), store);
    return store;
  }

  private void restart(Consumer<Harness.Settings> change) {
    processor.close();
    change.accept(settings);
    start();
  }

  private void send(Signal signal) {
    processor.process(new Record<>(KEY, signal, 0));
  }

  /** An event a minute into a window. */
  private void send(int window, double... values) {
    send(new Event(NOON + window * 600_000L + 60_000, values, 0, window));
  }

  private void close(int window) {
    send(new Watermark(0, NOON + (window + 1) * 600_000L));
  }

  private <T extends Outgoing> List<T> sent(Class<T> type) {
    List<T> sent = new ArrayList<>();
    context
        .forwarded()
        .forEach(
            forward -> {
              if (type.isInstance(forward.record().value())) {
                sent.add(type.cast(forward.record().value()));
              }
            });
    return sent;
  }

  private static double power(int window) {
    return 20 + Math.sin(window);
  }

  /** The forecasts of a target that stays do not show that others came, went and were moved. */
  @Test
  void targetThatStays_isForecastAsIfNothingWasChanged() {
    List<double[]> changed = forecastsOfPower(true);
    processor.close();
    stores.clear();
    settings.targets = List.of(POWER, GAS);
    start();
    List<double[]> unchanged = forecastsOfPower(false);
    assertThat(changed).hasSameSizeAs(unchanged).hasSize(12);
    for (int i = 0; i < changed.size(); i++) {
      assertThat(changed.get(i)).as("window " + i).containsExactly(unchanged.get(i));
    }
  }

  private List<double[]> forecastsOfPower(boolean change) {
    List<double[]> quantiles = new ArrayList<>();
    for (int window = 0; window < 8; window++) {
      send(window, power(window), 1);
      close(window);
    }
    sent(Forecast.class).forEach(forecast -> quantiles.add(half(forecast.quantiles, 0, 2)));
    send(8, power(8), 2); // its window is open while the configuration is changed
    int place = change ? 2 : 0;
    restart(s -> s.targets = change ? List.of(GAS, HEAT, POWER) : s.targets);
    for (int window = 8; window < 12; window++) {
      if (window > 8 && change) {
        send(window, 1, 50, power(window));
      } else if (window > 8) {
        send(window, power(window), 1);
      }
      close(window);
    }
    sent(Forecast.class)
        .forEach(forecast -> quantiles.add(half(forecast.quantiles, place, change ? 3 : 2)));
    Forecast first = sent(Forecast.class).get(0);
    assertThat(first.observed[place]).isEqualTo(power(8));
    assertThat(first.maturity).isEqualTo(0.75);
    if (change) {
      assertThat(first.observed[0]).as("of the open window").isEqualTo(2);
      assertThat(first.observed[1]).isNaN();
    }
    return quantiles;
  }

  private static double[] half(double[] quantiles, int place, int targets) {
    int length = quantiles.length / targets;
    double[] part = new double[length];
    System.arraycopy(quantiles, place * length, part, 0, length);
    return part;
  }

  /** It saw its targets as one, and is another model when there is one more of them. */
  @Test
  void modelOfAllTargets_isRunOverTheInputsAgain_whenATargetIsAdded() throws Exception {
    processor.close();
    stores.clear();
    serve(2);
    start();
    for (int window = 0; window < 8; window++) {
      send(window, power(window), 1);
      close(window);
    }
    processor.close();
    serve(3);
    settings.targets = List.of(HEAT, POWER, GAS);
    start();
    send(8, 50, power(8), 1);
    close(8);
    send(9, 50, power(9), 1);
    close(9);

    assertThat(sent(Forecast.class)).hasSize(2);
    Forecast first = sent(Forecast.class).get(0);
    assertThat(first.maturity).as("nine windows of twelve").isEqualTo(0.75);
    assertThat(first.observed).containsExactly(50, power(8), 1);
  }

  private void serve(int targets) throws Exception {
    models.close();
    Path file = TestModels.gru(dir, "joint" + targets, 8, targets, 3, SCALER, 4);
    models = new ModelShelf<>(OnnxStepModel.load(file, Provider.CPU));
  }

  @Test
  void alertOfATargetThatIsGone_isResolved() {
    for (int window = 0; window < 40; window++) {
      send(window, power(window), 1);
      close(window);
    }
    send(40, power(40), 1e6);
    close(40);
    assertThat(sent(Alert.class)).hasSize(1);
    Alert fired = sent(Alert.class).get(0);

    restart(s -> s.targets = List.of(POWER));
    for (int window = 41; window < 45; window++) {
      send(window, power(window));
      close(window);
    }
    assertThat(sent(Alert.class)).hasSize(1);
    Alert resolved = sent(Alert.class).get(0);
    assertThat(resolved.id()).isEqualTo(fired.id());
    assertThat(resolved.status()).isEqualTo(Alert.Status.RESOLVED);
  }

  /** The key rests after three windows, and was to be forgotten after twelve. */
  @Test
  void timeToLiveThatIsRaised_reachesKeysThatRest_andOneThatIsLoweredToo() {
    send(0, 1, 1);
    close(5);
    restart(s -> s.keyTtl = Duration.ofHours(4));
    close(13);
    assertThat(metrics.keysExpiredCount()).isZero();
    close(23);
    assertThat(metrics.keysExpiredCount()).isZero();
    close(25);
    assertThat(metrics.keysExpiredCount()).isEqualTo(1);

    send(30, 1, 1);
    close(35);
    restart(s -> s.keyTtl = Duration.ofHours(1));
    close(56);
    assertThat(metrics.keysExpiredCount()).as("at the time that it went to rest with").isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({
    "size, pipelines.home.window.size",
    "zone, pipelines.home.window.size",
    "key, pipelines.home.source.key",
    "keyed, pipelines.home.source.keyed",
    "aggregate, pipelines.home.targets.gas.aggregate",
  })
  void whatWouldMisreadTheState_isRefusedWhenTheTaskBegins(String what, String path) {
    send(0, 1, 1);
    close(0);
    assertThatThrownBy(
            () ->
                restart(
                    s -> {
                      switch (what) {
                        case "size" -> s.window = Duration.ofHours(1);
                        case "zone" -> {
                          s.window = Duration.ofDays(1);
                          s.zone = ZoneId.of("Europe/Berlin");
                        }
                        case "key" -> s.key = new KeyConfig(List.of("home", "key"));
                        case "keyed" -> s.keyed = true;
                        default -> s.targets = List.of(POWER, target("gas", Aggregate.MAX));
                      }
                    }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(path + ": is ");
    settings.window = Duration.ofMinutes(10);
    settings.zone = ZoneOffset.UTC;
    settings.key = new KeyConfig(List.of("key"));
    settings.keyed = false;
    settings.targets = List.of(POWER, GAS);
    start();
    send(1, 1, 1);
    close(1);
    assertThat(sent(Forecast.class)).as("what was refused has changed nothing").hasSize(1);
  }

  /** Those that people change each year must cost nothing. */
  @ParameterizedTest
  @CsvSource({"calendar", "zone", "grace", "ttl", "gap", "idle", "keys", "budget", "known"})
  void whatTheStateDoesNotDependOn_mayChange(String what) {
    for (int window = 0; window < 8; window++) {
      send(window, power(window), 1);
      close(window);
    }
    restart(
        s -> {
          switch (what) {
            case "calendar" ->
                s.calendar =
                    new CalendarConfig(EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY), Set.of());
            case "zone" -> s.zone = ZoneId.of("Europe/Berlin");
            case "grace" -> s.grace = Duration.ofMinutes(2);
            case "ttl" -> s.keyTtl = Duration.ofDays(2);
            case "gap" -> s.maxGap = 5;
            case "idle" -> s.idle = Duration.ofMinutes(1);
            case "keys" -> s.maxKeys = 7;
            case "budget" -> s.budget = Duration.ofDays(30);
            default -> s.known = List.of("promo");
          }
        });
    send(8, power(8), 1);
    close(9);
    assertThat(sent(Forecast.class)).isNotEmpty();
    assertThat(sent(Forecast.class).get(0).maturity).isEqualTo(0.75);
  }
}
