package io.sluice.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.config.Aggregate;
import io.sluice.event.Event;
import io.sluice.event.Signal;
import io.sluice.event.SignalSerde;
import io.sluice.feature.FeatureLayout;
import io.sluice.feature.ScalerSpec;
import io.sluice.model.ModelContract;
import io.sluice.schema.Schema;
import io.sluice.score.Population;
import io.sluice.state.KeyState;
import io.sluice.state.KeyStateCodec;
import io.sluice.window.WindowRow;
import io.sluice.window.WindowRowCodec;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;

/**
 * What is read back from a store or an internal topic: damaged bytes are refused by name, or are
 * something that can be written again.
 */
final class StoredBytesFuzzTest {
  private static final List<Aggregate> AGGREGATES =
      List.of(
          Aggregate.MEAN,
          Aggregate.LAST,
          Aggregate.COUNT,
          Aggregate.STDDEV,
          Aggregate.MEDIAN,
          Aggregate.DELTA,
          Aggregate.DISTINCT);
  private static final float[][] KNOWN = {{1, Float.NaN, 2.5f}, {}};
  private static final Event EVENT =
      new Event(1_361_188_800_000L, new double[] {1, -2, 3, 4, 5, 6, 7}, KNOWN, 7, 42);

  private int read;
  private int refused;

  private static ModelContract model() {
    return new ModelContract(
        "m",
        "1",
        "0123456789ab",
        "gru",
        1,
        8,
        FeatureLayout.parse(List.of("change"), 1, 2),
        1,
        List.of(0.1f, 0.5f, 0.9f),
        2,
        8,
        true,
        Duration.ofMinutes(10),
        32,
        new ScalerSpec(ScalerSpec.Kind.DIFFERENCE, 1008, 1e-4),
        Map.of());
  }

  private void fuzz(
      String target, int permille, String name, byte[] sound, UnaryOperator<byte[]> rewrite) {
    read = 0;
    refused = 0;
    Fuzz.run(
        target,
        permille,
        hostile -> hostile.oneIn(10) ? hostile.bytes(300) : damaged(hostile, sound),
        bytes -> {
          try {
            byte[] again = rewrite.apply(bytes);
            assertThat(rewrite.apply(again)).isEqualTo(again);
            read++;
          } catch (IllegalStateException | SerializationException e) {
            refused++;
            assertThat(e.getMessage()).contains(name).hasSizeLessThan(200);
          }
        });
    assertThat(read).isPositive();
    assertThat(refused).isPositive();
  }

  /** Overwritten at its start, where counts and flags are, as often as anywhere. */
  private static byte[] damaged(Hostile hostile, byte[] sound) {
    byte[] bytes = hostile.mutated(sound);
    if (hostile.oneIn(2) && bytes.length > 0) {
      bytes[hostile.below(bytes.length)] = (byte) hostile.below(256);
    }
    return hostile.oneIn(20) ? Arrays.copyOf(bytes, bytes.length + hostile.below(9)) : bytes;
  }

  @Test
  void keyStates_areRefusedByNameOrReadable() {
    KeyStateCodec codec = new KeyStateCodec(model(), 2, List.of("promo", "price"));
    KeyState state = codec.create();
    state.life.lastEnd = 1_790_000_000_000L;
    state.hasForecast = true;
    state.episode.type = 1;
    state.silence.type = 3;
    state.known.restore(state.life.lastEnd, KNOWN);
    fuzz(
        "key-state",
        45,
        "key state",
        codec.encode(state),
        b -> codec.encode(codec.decode(b).state()));
  }

  @Test
  void windowRows_areRefusedByNameOrReadable() {
    WindowRowCodec codec = new WindowRowCodec(AGGREGATES, List.of("promo", "price"));
    WindowRow row = new WindowRow(AGGREGATES);
    row.add(EVENT);
    fuzz("window-row", 45, "window row", codec.encode(row), b -> codec.encode(codec.decode(b)));
  }

  @Test
  void signals_areRefusedByNameOrReadable() {
    SignalSerde serde = new SignalSerde(Schema.unnamed(AGGREGATES), List.of("promo", "price"));
    fuzz(
        "signal",
        45,
        "signal",
        serde.serializer().serialize("t", EVENT),
        bytes -> {
          Signal signal = serde.deserializer().deserialize("t", bytes);
          return serde.serializer().serialize("t", signal);
        });
  }

  @Test
  void populations_areRefusedByNameOrReadable() {
    Population sound = new Population(2);
    sound.learn(0, 21.5);
    fuzz(
        "population",
        10,
        "population",
        sound.encode(),
        bytes -> {
          Population population = new Population(2);
          population.decode(bytes);
          return population.encode();
        });
  }
}
