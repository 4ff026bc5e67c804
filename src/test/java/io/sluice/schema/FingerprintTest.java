package io.sluice.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.config.Aggregate;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FingerprintTest {
  private static final String PATH = "pipelines.home";
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  private final Fingerprint stored =
      print("readings", false, Duration.ofMinutes(10), ZoneOffset.UTC, mean("power"), mean("gas"));

  private static Fingerprint print(
      String topic, boolean keyed, Duration window, ZoneId zone, Schema.Target... targets) {
    Schema schema = new Schema(List.of(targets));
    return new Fingerprint(
        topic, keyed, List.of("home", "sensor"), window, zone, Schemas.only(schema), List.of());
  }

  private static Schema.Target mean(String name) {
    return new Schema.Target(name, name, Aggregate.MEAN);
  }

  @Test
  void whatWouldMisreadTheState_isRefusedWithBothValues() {
    Fingerprint changed =
        new Fingerprint(
            "events",
            true,
            List.of(),
            Duration.ofHours(1),
            BERLIN,
            Schemas.only(
                new Schema(
                    List.of(new Schema.Target("power", "watts", Aggregate.SUM), mean("gas")))),
            List.of());
    assertThat(changed.refusals(stored, PATH))
        .containsExactly(
            "pipelines.home.source.topic: is events, but the stored state was made with readings",
            "pipelines.home.source.keyed: is true, but the stored state was made with false",
            "pipelines.home.source.key: is the record's key, but the stored state was made with home,"
                + " sensor",
            "pipelines.home.window.size: is 1h, but the stored state was made with 10m",
            "pipelines.home.targets.power.field: is watts, but the stored state was made with power",
            "pipelines.home.targets.power.aggregate: is sum, but the stored state was made with mean");
  }

  @Test
  void constantKey_isToldFromTheFieldOfThatName() {
    Fingerprint constant =
        new Fingerprint(
            "readings",
            false,
            List.of("", "home"),
            Duration.ofMinutes(10),
            ZoneOffset.UTC,
            stored.schemas(),
            List.of());
    assertThat(constant.refusals(stored, PATH))
        .containsExactly(
            "pipelines.home.source.key: is the constant home, but the stored state was made with"
                + " home, sensor");
  }

  @Test
  void targetsThatComeAndGo_areNoReasonToRefuse() {
    Fingerprint changed =
        print("readings", false, Duration.ofMinutes(10), ZoneOffset.UTC, mean("gas"), mean("heat"));
    assertThat(changed.refusals(stored, PATH)).isEmpty();
    assertThat(changed.hasTargetsOf(stored)).isFalse();
    assertThat(stored.refusals(stored, PATH)).isEmpty();
    assertThat(stored.hasTargetsOf(stored)).isTrue();
  }

  /** Elsewhere a zone decides only which days the calendar closes, which may change. */
  @Test
  void zone_isRefusedWhereWindowsBeginAtItsMidnight() {
    Duration day = Duration.ofDays(1);
    Fingerprint utc = print("readings", false, day, ZoneOffset.UTC, mean("power"));
    Fingerprint berlin = print("readings", false, day, BERLIN, mean("power"));
    assertThat(berlin.refusals(utc, PATH))
        .containsExactly(
            "pipelines.home.window.zone: is Europe/Berlin, but the stored state was made with Z");
    Duration hour = Duration.ofHours(1);
    assertThat(
            print("readings", false, hour, BERLIN, mean("power"))
                .refusals(print("readings", false, hour, ZoneOffset.UTC, mean("power")), PATH))
        .isEmpty();
  }

  @Test
  void storedForm_comesBackWithAllTargetsThatThereWere() {
    Fingerprint second =
        print("readings", false, Duration.ofMinutes(10), BERLIN, mean("heat")).after(stored);
    Fingerprint third =
        print("readings", false, Duration.ofMinutes(10), BERLIN, mean("power"), mean("gas"))
            .after(second);
    Fingerprint back = Fingerprint.decode(third.encode());
    assertThat(back.encode()).isEqualTo(third.encode());
    assertThat(back.topic()).isEqualTo("readings");
    assertThat(back.zone()).isEqualTo(BERLIN);
    assertThat(back.schemas().all()).hasSize(2);
    assertThat(back.targets()).isEqualTo("power, gas");
    Schema heat = new Schema(List.of(mean("heat")));
    assertThat(back.schemas().of(heat.stamp(), "row")).isEqualTo(heat);
    assertThat(back.schemas().isCurrent(Schema.UNSTAMPED)).as("it is the first again").isTrue();
  }

  @Test
  void tokens_areReadBack_andOtherOnes_orNone_areRefused() {
    Fingerprint events = tokens("sensor", "state");
    assertThat(Fingerprint.decode(events.encode()).encode()).isEqualTo(events.encode());
    assertThat(Fingerprint.decode(events.encode()).events()).containsExactly("sensor", "state");
    assertThat(events.refusals(events, PATH)).isEmpty();
    assertThat(tokens("sensor").refusals(events, PATH))
        .containsExactly(
            "pipelines.home.events.token: is sensor, but the stored state was made with sensor,"
                + " state");
    assertThat(stored.refusals(events, PATH))
        .containsExactly(
            "pipelines.home.events.token: is not set: values, but the stored state was made with"
                + " sensor, state");
  }

  private Fingerprint tokens(String... fields) {
    return new Fingerprint(
        stored.topic(),
        stored.keyed(),
        stored.key(),
        stored.window(),
        stored.zone(),
        Schemas.only(new Schema(List.of())),
        List.of(fields));
  }

  /** What this release stores is read by the next. */
  @Test
  void storedForm_isReadByteByByte() {
    String hex =
        "01"
            + "0001"
            + "74"
            + "00"
            + "00000001"
            + "0001"
            + "6b"
            + "00000000000927c0"
            + "0001"
            + "5a"
            + "00000001"
            + "00000001"
            + "0001"
            + "61"
            + "0001"
            + "62"
            + "0004"
            + "4d45414e"
            + "00000000";
    Fingerprint print = Fingerprint.decode(HexFormat.of().parseHex(hex));
    assertThat(print.topic()).isEqualTo("t");
    assertThat(print.keyed()).isFalse();
    assertThat(print.key()).containsExactly("k");
    assertThat(print.window()).isEqualTo(Duration.ofMinutes(10));
    assertThat(print.schemas().current().targets())
        .containsExactly(new Schema.Target("a", "b", Aggregate.MEAN));
    assertThat(HexFormat.of().formatHex(print.encode())).isEqualTo(hex);
  }

  @Test
  void damagedOrNewerForm_isRefusedByName() {
    byte[] whole = stored.encode();
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> Fingerprint.decode(cut))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("fingerprint");
    }
    whole[0] = 3;
    assertThatThrownBy(() -> Fingerprint.decode(whole)).hasMessageContaining("format version 3");
  }

  @Test
  void stamps_tellTargetsApart() {
    Schema schema = new Schema(List.of(mean("a"), mean("b")));
    assertThat(schema.stamp()).isEqualTo(new Schema(List.of(mean("a"), mean("b"))).stamp());
    for (Schema other :
        List.of(
            new Schema(List.of(mean("b"), mean("a"))),
            new Schema(List.of(mean("a"))),
            new Schema(List.of(new Schema.Target("a", "b", Aggregate.MEAN), mean("b"))),
            new Schema(List.of(new Schema.Target("a", "a", Aggregate.SUM), mean("b"))))) {
      assertThat(schema.stamp()).isNotEqualTo(other.stamp());
    }
    assertThat(schema.stamp()).isBetween(1, 0xFFFFFF);
  }
}
