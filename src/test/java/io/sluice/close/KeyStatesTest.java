package io.sluice.close;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.feature.ScalerSpec;
import io.sluice.state.KeyStateCodec;
import io.sluice.topology.PersistenceModel;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A task that takes the stores over counts as the one before did. */
final class KeyStatesTest {
  private final KeyValueStore<Bytes, byte[]> store =
      Stores.keyValueStoreBuilder(
              Stores.inMemoryKeyValueStore("keys"), Serdes.Bytes(), Serdes.ByteArray())
          .withLoggingDisabled()
          .build();

  @BeforeEach
  void open() {
    store.init(new MockProcessorContext<>().getStateStoreContext(), store);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private KeyStates states() {
    PersistenceModel model =
        new PersistenceModel(new ScalerSpec(ScalerSpec.Kind.LEVEL, 100, 1e-4), 4);
    return new KeyStates(store, new KeyStateCodec(model.contract(), 1), 2);
  }

  private static Bytes key(String name) {
    return Bytes.wrap(name.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void keysAndPlannedKeys_areCountedApart_acrossARestart() {
    KeyStates before = states();
    assertThat(before.admitPlan(key("x"))).isTrue();
    assertThat(before.admitPlan(key("y"))).isTrue();
    assertThat(before.admit(key("a"))).isTrue();

    KeyStates after = states();

    assertThat(after.admitPlan(key("z"))).isFalse();
    assertThat(after.admitPlan(key("y"))).as("has its place").isTrue();
    assertThat(after.admit(key("y"))).isTrue();
    assertThat(after.admit(key("z"))).as("two keys are known").isFalse();
    assertThat(after.admitPlan(key("z"))).as("y is no planned one any more").isTrue();
    assertThat(after.admitPlan(key("a"))).as("a is known").isTrue();
    assertThat(after.active(key("")).hasNext()).as("none of them is due").isFalse();
  }

  @Test
  void plannedKeyThatComesBackAsAKnownOne_leavesItsPlace() {
    KeyStates states = states();
    states.admitPlan(key("x"));
    states.admitPlan(key("y"));
    states.put(key("x"), states.create(), Closing.Origin.NEW, true);

    assertThat(states.admitPlan(key("z"))).isTrue();
  }
}
