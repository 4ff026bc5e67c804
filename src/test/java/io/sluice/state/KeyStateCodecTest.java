package io.sluice.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sluice.config.Aggregate;
import io.sluice.feature.FeatureLayout;
import io.sluice.feature.ScalerSpec;
import io.sluice.model.ModelContract;
import io.sluice.schema.Schema;
import io.sluice.schema.Schemas;
import io.sluice.state.chart.ChartState;
import io.sluice.window.summary.Readings;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class KeyStateCodecTest {
  private static final int PHASES = 24;

  private static ModelContract model(String hash, boolean bounded) {
    return model(hash, bounded, Map.of());
  }

  private static ModelContract model(String hash, boolean bounded, Map<String, String> metadata) {
    return model(hash, bounded, metadata, FeatureLayout.parse(List.of("change"), 1, 2));
  }

  /** A model that sees a field of its window and of the two after it. */
  private static ModelContract seer(String hash) {
    List<String> features = List.of("change", "known.promo", "ahead.known.promo");
    return model(hash, true, Map.of(), FeatureLayout.parse(features, 1, 2));
  }

  private static ModelContract model(
      String hash, boolean bounded, Map<String, String> metadata, FeatureLayout features) {
    return new ModelContract(
        "m",
        "1",
        hash,
        "gru",
        1,
        64,
        features,
        1,
        List.of(0.01f, 0.1f, 0.2f, 0.3f, 0.4f, 0.5f, 0.6f, 0.7f, 0.8f, 0.9f, 0.99f),
        12,
        64,
        bounded,
        Duration.ofMinutes(10),
        32,
        new ScalerSpec(ScalerSpec.Kind.DIFFERENCE, 1008, 1e-4),
        metadata);
  }

  private static KeyStateCodec codec(ModelContract model) {
    return new KeyStateCodec(
        model, Schemas.only(Schema.unnamed(List.of(Aggregate.MEAN))), List.of(), PHASES);
  }

  private static KeyState filled(KeyStateCodec codec) {
    KeyState state = codec.create();
    state.life.lastEnd = 1_790_000_000_000L;
    state.life.lastHeardEnd = 1_789_999_400_000L;
    state.life.gap = 1;
    state.life.observed = 4321;
    state.life.gaps.start = 0.02f;
    state.life.gaps.stay = 0.4f;
    state.life.gaps.longest = 9;
    state.life.gaps.second = 4.5f;
    state.life.gaps.closure = 120;
    state.life.gaps.closedAt = 1_789_000_200_000L;
    state.life.zeros = 51;
    state.scalers[0].count = 1008;
    state.scalers[0].level = 21.123456789;
    state.scalers[0].last = 21.5;
    state.scalers[0].spread = 0.4f;
    state.scalers[0].change = 0.05f;
    state.scalers[0].reach = 1.75f;
    state.scalers[0].signed(3 * 256 + 17);
    state.judged = 900;
    state.tolerated = 2.25f;
    state.tail.count = 840;
    state.tail.peaks = 44;
    state.tail.threshold = 2.5f;
    state.tail.meanExcess = 0.75f;
    state.tail.peak = 3;
    state.tail.cluster = 5;
    state.tail.quiet = 2;
    fill(state.charts[0]);
    state.inputs[0].add(21, false);
    state.inputs[0].add(21.25, true);
    state.inputs[0].add(21.5, false);
    state.hasForecast = true;
    for (int i = 0; i < state.forecast.length; i++) {
      state.forecast[i] = i - 5.5f;
    }
    for (int i = 0; i < state.hidden.length; i++) {
      state.hidden[i] = (float) Math.sin(i);
    }
    state.episode.type = 2;
    state.episode.critical = true;
    state.episode.firstStart = 1_789_000_000_000L;
    state.episode.lastEnd = 1_789_500_000_000L;
    state.episode.windows = 300;
    state.episode.quiet = 2;
    state.episode.name = 1;
    state.episode.age = 310;
    state.episode.aside = -4;
    state.episode.above = 1;
    state.episode.below = 9;
    state.episode.peak = 7.5f;
    state.episode.novelty = 5.5f;
    return state;
  }

  private static void fill(ChartState charts) {
    charts.count = 901;
    charts.errors = 870;
    charts.run = 3;
    charts.repeats = 12;
    charts.wasRepeat = true;
    charts.level = 21.125;
    charts.last = 21.5;
    charts.error = 0.1f;
    charts.fromLevel = 2;
    charts.fromProfile = 1;
    charts.fromUsual = 0.9f;
    charts.offset = -0.3f;
    charts.drift = 0.2f;
    charts.driftSize = 0.4f;
    charts.spread = 0.5f;
    charts.spreadSize = 0.6f;
    charts.change = 0.7f;
    charts.changeSize = 0.8f;
    charts.repeatStart = 0.01f;
    charts.repeatStay = 0.25f;
    charts.tails[ChartState.LEVEL].cluster = 1;
    charts.tails[ChartState.LEVEL].peak = 1.5f;
    for (int window = 0; window < 300; window++) {
      charts.profile.learn(window % PHASES, window % PHASES, 1.5);
    }
  }

  @Test
  void storedState_comesBackAsItWas() {
    KeyStateCodec codec = codec(model("0123456789ab", true));
    KeyState state = filled(codec);

    KeyState back = codec.decode(codec.encode(state)).state();

    assertThat(back).usingRecursiveComparison().ignoringFields("hidden").isEqualTo(state);
    assertThat(back.hidden).containsExactly(state.hidden, within(1.6e-5f));
  }

  @Test
  void storedTwice_isByteForByteTheSame() {
    KeyStateCodec codec = codec(model("0123456789ab", true));
    byte[] once = codec.encode(filled(codec));
    assertThat(codec.encode(codec.decode(once).state())).isEqualTo(once);
  }

  @Test
  void unboundedState_isKeptExactly() {
    KeyStateCodec codec = codec(model("0123456789ab", false));
    KeyState state = filled(codec);
    state.hidden[3] = 812.25f;
    assertThat(codec.decode(codec.encode(state)).state().hidden).containsExactly(state.hidden);
  }

  @Test
  void keyOfAGru64_staysSmall() {
    KeyStateCodec codec = codec(model("0123456789ab", true));
    KeyState state = filled(codec);
    state.episode.clear();
    assertThat(codec.encode(state).length)
        .as("about 250 bytes are the charts and corrections")
        .isLessThan(570)
        .isLessThanOrEqualTo(codec.maxBytes());
  }

  @Test
  void stateOfAnotherModel_keepsScaleAndTailsButNotTheRecurrentState() {
    KeyStateCodec before = codec(model("0123456789ab", true));
    KeyStateCodec after = codec(model("ba9876543210", true));

    StoredKey stored = after.decode(before.encode(filled(before)));

    assertThat(stored.isForeign()).isTrue();
    KeyState back = stored.state();
    assertThat(back.inputs[0].values()).hasSize(3);
    assertThat(back.hasForecast).isFalse();
    assertThat(back.life.observed).isZero();
    assertThat(back.hidden).containsOnly(0);
    assertThat(back.scalers[0].level).isEqualTo(21.123456789);
    assertThat(back.scalers[0].reach).isEqualTo(1.75f);
    assertThat(back.scalers[0].sign()).isEqualTo(3 * 256 + 17);
    assertThat(back.tail.count).isEqualTo(840);
    assertThat(back.charts[0].count).isEqualTo(901);
    assertThat(back.charts[0].profile.at(3)).isEqualTo(3);
    assertThat(back.episode.isFiring()).isTrue();
  }

  @Test
  void whatIsKnownInAdvance_comesBack_asFarAsItWasSaid() {
    KeyStateCodec codec = new KeyStateCodec(seer("0123456789ab"), 1, List.of("price", "promo"));
    KeyState state = filled(codec);
    state.known.restore(state.life.lastEnd + 7, new float[][] {{}, {1, 0, 2.5f, 4}});
    byte[] stored = codec.encode(state);

    KeyState back = codec.decode(stored).state();

    assertThat(back.known.end()).isEqualTo(state.life.lastEnd + 7);
    assertThat(back.known.of(0)).isEmpty();
    assertThat(back.known.of(1)).as("beyond what the model sees").containsExactly(1, 0, 2.5f, 4);
    assertThat(codec.encode(back)).isEqualTo(stored);
    assertThat(stored.length).isLessThanOrEqualTo(codec.maxBytes());
    back.resetRecurrent();
    assertThat(back.known.of(1)).as("a plan outlives a gap").hasSize(4);
    KeyStateCodec next = new KeyStateCodec(seer("ba9876543210"), 1, List.of("price", "promo"));
    assertThat(next.decode(stored).state().known.of(1)).as("and a model").hasSize(4);
  }

  @Test
  void plansOfAllFieldsAsFarAsTheyReach_areStored_andShortOnesAreSmall() {
    List<String> fields = IntStream.range(0, 16).mapToObj(i -> "f" + i).toList();
    KeyStateCodec codec = new KeyStateCodec(model("0123456789ab", true), 1, fields);
    KeyState state = filled(codec);
    int without = codec.encode(state).length;
    float[][] plans = new float[16][];
    Arrays.fill(plans, new float[] {1});
    state.known.restore(state.life.lastEnd, plans);
    assertThat(codec.encode(state)).as("a scalar of each").hasSize(without + 16 * 2);
    float[] longest = new float[512];
    Arrays.fill(longest, 9.99f);
    Arrays.fill(plans, longest);
    state.known.restore(state.life.lastEnd, plans);

    byte[] stored = codec.encode(state);

    assertThat(stored.length).isLessThanOrEqualTo(codec.maxBytes());
    KeyState back = codec.decode(stored).state();
    for (int field = 0; field < 16; field++) {
      assertThat(back.known.of(field)).containsExactly(longest);
    }
  }

  /** After a change of covariates.known, a promotion must not be taken for a price. */
  @Test
  void plansOfOtherFields_areLeftOut_andTheRestIsRead() {
    KeyStateCodec codec = new KeyStateCodec(seer("0123456789ab"), 1, List.of("price", "promo"));
    KeyState state = filled(codec);
    state.known.restore(state.life.lastEnd, new float[][] {{9, 8}, {1}});
    byte[] stored = codec.encode(state);
    for (List<String> now :
        List.of(List.of("promo", "price"), List.of("promo"), List.<String>of())) {
      KeyState back = new KeyStateCodec(seer("0123456789ab"), 1, now).decode(stored).state();
      for (int field = 0; field < back.known.fields(); field++) {
        assertThat(back.known.of(field)).isEmpty();
      }
      assertThat(back)
          .usingRecursiveComparison()
          .ignoringFields("hidden", "known")
          .isEqualTo(state);
    }
  }

  @Test
  void modelWithAnInitialState_givesItToNewKeysAndToThoseThatStartAnew() {
    float[] learned = new float[64];
    for (int i = 0; i < learned.length; i++) {
      learned[i] = (float) Math.sin(i);
    }
    Map<String, String> metadata = Map.of("initial-state", ModelContract.encodeState(learned));
    KeyStateCodec codec = new KeyStateCodec(model("ba9876543210", true, metadata), 1);
    KeyStateCodec before = codec(model("0123456789ab", true));

    assertThat(codec.create().hidden).containsExactly(learned);
    assertThat(codec.decode(before.encode(filled(before))).state().hidden).containsExactly(learned);
    KeyState state = codec.create();
    state.hidden[0] = -1;
    state.resetRecurrent();
    assertThat(state.hidden).containsExactly(learned);
    assertThat(codec.create().hidden).as("untouched by other keys").containsExactly(learned);
  }

  private static Schema schema(String... names) {
    return new Schema(
        Arrays.stream(names).map(n -> new Schema.Target(n, n, Aggregate.MEAN)).toList());
  }

  /** The model is run on each target, so each has a recurrent state of its own. */
  @Test
  void stateOfOtherTargets_keepsThoseThatAreStillThere_toTheBit() {
    ModelContract model = model("0123456789ab", true);
    Schemas before = Schemas.only(schema("power", "gas"));
    KeyStateCodec old = new KeyStateCodec(model, before, List.of(), PHASES);
    KeyState state = filled(old);
    state.scalers[1].count = 7;
    state.scalers[1].level = 3.25;
    state.inputs[1].add(1, false);
    state.inputs[1].add(2, false);
    state.inputs[1].add(3, true);
    state = old.decode(old.encode(state)).state();

    KeyStateCodec codec =
        new KeyStateCodec(model, before.then(schema("gas", "heat", "power")), List.of(), PHASES);
    StoredKey stored = codec.decode(old.encode(state));
    assertThat(stored.isForeign()).isFalse();
    KeyState back = stored.state();
    assertThat(back.life.lastEnd).isEqualTo(state.life.lastEnd);
    assertThat(back.life.observed).isEqualTo(4321);
    assertThat(back.tail.peaks).isEqualTo(44);
    assertThat(back.charts[0].count).isZero();
    assertThat(back.charts[2].level).isEqualTo(21.125);
    assertThat(back.episode.isFiring()).as("an alert goes on, and is resolved").isTrue();
    assertThat(back.episode.firstStart).isEqualTo(1_789_000_000_000L);
    assertThat(back.scalers[0].level).isEqualTo(3.25);
    assertThat(back.scalers[1].count).isZero();
    assertThat(back.scalers[2].level).isEqualTo(21.123456789);
    assertThat(back.inputs[0].values()).containsExactly(1, 2, 3);
    assertThat(back.inputs[1].values()).hasSize(3).containsOnly(Double.NaN);
    assertThat(back.inputs[2].values()).containsExactly(21, 21.25, 21.5);
    assertThat(Arrays.copyOfRange(back.hidden, 0, 64))
        .containsExactly(Arrays.copyOfRange(state.hidden, 64, 128));
    assertThat(Arrays.copyOfRange(back.hidden, 64, 128)).containsOnly(0);
    assertThat(Arrays.copyOfRange(back.hidden, 128, 192))
        .containsExactly(Arrays.copyOfRange(state.hidden, 0, 64));
    assertThat(Arrays.copyOfRange(back.forecast, 22, 33))
        .containsExactly(Arrays.copyOfRange(state.forecast, 0, 11));
    assertThat(codec.encode(codec.decode(codec.encode(back)).state()))
        .isEqualTo(codec.encode(back));
  }

  private static void show(KeyState state, int target, double value, long time) {
    Readings readings = new Readings();
    readings.add(value, time);
    state.readings[target].set(readings);
  }

  @Test
  void readingOfACounter_takesTenBytes_andOutlivesModelsAndOtherTargets() {
    Schema.Target water = new Schema.Target("water", "water", Aggregate.DELTA);
    Schema.Target heat = new Schema.Target("heat", "heat", Aggregate.MEAN);
    Schema.Target power = new Schema.Target("power", "power", Aggregate.RATE);
    ModelContract model = model("0123456789ab", true);
    Schemas before = Schemas.only(new Schema(List.of(heat, water)));
    KeyStateCodec old = new KeyStateCodec(model, before, List.of(), PHASES);
    KeyState state = filled(old);
    int unknown = old.encode(state).length;
    show(state, 1, 81_234.5, 1_789_999_300_000L);
    byte[] stored = old.encode(state);
    assertThat(stored).hasSize(unknown + 9);
    KeyStateCodec means =
        new KeyStateCodec(model, Schemas.only(schema("a", "b")), List.of(), PHASES);
    assertThat(stored.length - means.encode(filled(means)).length).isEqualTo(10);
    assertThat(old.maxBytes() - means.maxBytes()).isEqualTo(18);

    Schemas now = before.then(new Schema(List.of(power, water, heat)));
    for (String hash : List.of("0123456789ab", "ba9876543210")) {
      KeyStateCodec codec = new KeyStateCodec(model(hash, true), now, List.of(), PHASES);
      KeyState back = codec.decode(stored).state();
      back = codec.decode(codec.encode(back)).state();
      assertThat(back.readings[0].isKnown()).isFalse();
      assertThat(back.readings[1].value()).isEqualTo(81_234.5);
      assertThat(back.readings[1].time()).isEqualTo(1_789_999_300_000L);
    }
  }

  @Test
  void stateOfNoTargetThatIsStillThere_beginsAnew_butKeepsItsAlert() {
    ModelContract model = model("0123456789ab", true);
    Schemas before = Schemas.only(schema("power"));
    KeyStateCodec old = new KeyStateCodec(model, before, List.of(), PHASES);
    KeyStateCodec codec = new KeyStateCodec(model, before.then(schema("gas")), List.of(), PHASES);
    KeyState back = codec.decode(old.encode(filled(old))).state();
    assertThat(back.hasForecast).isFalse();
    assertThat(back.life.observed).isZero();
    assertThat(back.inputs[0].count()).isZero();
    assertThat(back.episode.isFiring()).isTrue();
  }

  @Test
  void stateOfTargetsThatWereNeverHad_isRefused() {
    ModelContract model = model("0123456789ab", true);
    KeyStateCodec old = new KeyStateCodec(model, Schemas.only(schema("power")), List.of(), PHASES);
    KeyStateCodec codec = new KeyStateCodec(model, Schemas.only(schema("gas")), List.of(), PHASES);
    byte[] stored = old.encode(filled(old));
    assertThatThrownBy(() -> codec.decode(stored))
        .hasMessageContaining("key state of targets that this pipeline never had");
  }

  @Test
  void stateOfANewerFormat_isRefused() {
    KeyStateCodec codec = codec(model("0123456789ab", true));
    byte[] bytes = codec.encode(filled(codec));
    bytes[0] = 9;
    assertThatThrownBy(() -> codec.decode(bytes)).hasMessageContaining("format version 9");
  }

  @Test
  void damagedState_isNamedWithWhatIsWrong() {
    KeyStateCodec codec = codec(model("0123456789ab", true));
    byte[] whole = codec.encode(filled(codec));
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> codec.decode(cut))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageStartingWith("key state of " + length + " bytes is truncated or damaged");
    }
    byte[] longer = Arrays.copyOf(whole, whole.length + 1);
    assertThatThrownBy(() -> codec.decode(longer)).hasMessageContaining("bytes after its end");
    byte[] before1970 = whole.clone();
    before1970[9] = -1;
    assertThatThrownBy(() -> codec.decode(before1970)).hasMessageContaining("time is impossible");
  }
}
