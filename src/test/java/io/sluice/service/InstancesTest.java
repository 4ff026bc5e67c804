package io.sluice.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two instances behind one question. */
@Timeout(180)
final class InstancesTest {
  private static final String SECRET = "0123456789abcdef-peers";
  private static final String[] KEYS = {"a", "b", "c", "d", "e", "f", "g", "h"};

  @TempDir Path dir;
  private final List<Service> services = new ArrayList<>();
  private ShopRig rig;
  private int[] ports;

  @BeforeEach
  void start() throws Exception {
    rig = ShopRig.start(dir);
    ports = new int[] {ShopRig.freePort(), ShopRig.freePort()};
  }

  @AfterEach
  void stop() throws Exception {
    services.forEach(Service::close);
    rig.close();
  }

  /** Starts two instances, and waits until each has a part of the series. */
  private void startBoth(String streams, int... morePeers) throws Exception {
    StringBuilder peers = new StringBuilder(address(0) + ", " + address(1));
    for (int port : morePeers) {
      peers.append(", 127.0.0.1:").append(port);
    }
    startBoth(streams, peers.toString());
  }

  private void startBoth(String streams, String peers) throws Exception {
    for (int i = 0; i < 2; i++) {
      String http =
          "{ port: %d, advertised: \"%s\", peer-secret: %s, peers: [%s] }"
              .formatted(ports[i], address(i), SECRET, peers);
      services.add(rig.service(http, streams, "state-" + i));
    }
    await()
        .atMost(Duration.ofSeconds(90))
        .untilAsserted(
            () -> {
              for (Service service : services) {
                assertThat(service.states()).containsEntry("shop", "RUNNING");
                assertThat(service.app("shop").streams().metadataForLocalThreads())
                    .anySatisfy(thread -> assertThat(thread.activeTasks()).hasSize(2));
              }
            });
  }

  private String address(int instance) {
    return "127.0.0.1:" + ports[instance];
  }

  @Test
  void questionAboutASeries_isAnsweredByEither_andListsAreOfBoth() throws Exception {
    startBoth("");
    rig.windows(0, 3, KEYS);
    Set<String> instances = new TreeSet<>();
    for (String key : KEYS) {
      JsonNode one = rig.get(services.get(0), ShopRig.series(key));
      assertThat(rig.get(services.get(1), ShopRig.series(key))).isEqualTo(one);
      assertThat(one.get("state").get("lastEnd").asText()).isEqualTo(ShopRig.end(2));
      instances.add(one.get("state").get("instance").asText());
      for (Service service : services) {
        String dearer = "{\"known\":{\"price\":[{\"value\":9}]}}";
        HttpResponse<String> answer = rig.whatIf(service, ShopRig.series(key), dearer);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      }
      assertThat(rig.whatIf(services.get(0), ShopRig.series(key), "{").statusCode()).isEqualTo(400);
    }
    assertThat(instances).containsExactlyInAnyOrder(address(0), address(1));
    for (Service service : services) {
      assertThat(rig.ask(service, ShopRig.series("none")).statusCode()).isEqualTo(404);
      List<String> all = new ArrayList<>();
      String next = "";
      do {
        String page = "pipelines/shop/series?sort=name&limit=3&cursor=" + next;
        JsonNode list = rig.get(service, page);
        assertThat(list.get("matching").asInt()).isEqualTo(KEYS.length);
        assertThat(list.get("instances").get("asked").asInt()).isEqualTo(2);
        assertThat(list.get("instances").get("answered").asInt()).isEqualTo(2);
        all.addAll(list.get("series").findValuesAsText("key"));
        next = list.get("next").isNull() ? "" : list.get("next").asText();
      } while (!next.isEmpty());
      assertThat(all).containsExactly(KEYS);
      assertThat(rig.get(service, "alerts").get("instances").get("missing")).isEmpty();
    }
  }

  @Test
  void secret_isShownByInstancesAlone_andWhatTheyAskGoesNoFurther() throws Exception {
    startBoth("");
    rig.windows(0, 2, KEYS);
    String list = "pipelines/shop/series?limit=500";
    assertThat(
            rig.send(ShopRig.request(services.get(0), list).header("Sluice-Peer", "guess").build())
                .statusCode())
        .isEqualTo(401);
    int seen = 0;
    for (String key : KEYS) {
      HttpResponse<String> asked =
          rig.send(
              ShopRig.request(services.get(0), ShopRig.series(key))
                  .header("Sluice-Peer", SECRET)
                  .build());
      assertThat(asked.statusCode()).isIn(200, 421);
      seen += asked.statusCode() == 200 ? 1 : 0;
    }
    assertThat(seen).isBetween(1, KEYS.length - 1);
    String own =
        rig.send(ShopRig.request(services.get(0), list).header("Sluice-Peer", SECRET).build())
            .body();
    assertThat(ShopRig.JSON.readTree(own).get("series")).hasSize(seen);
    assertThat(ShopRig.JSON.readTree(own).has("instances")).isFalse();
  }

  @Test
  void instanceThatHangs_isWaitedForTwoSecondsOnce_andSaidToBeMissing() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      startBoth("", silent.getLocalPort());
      rig.windows(0, 2, KEYS);
      long start = System.nanoTime();
      JsonNode list = rig.get(services.get(0), "pipelines/shop/series");
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isBetween(Duration.ofMillis(1900), Duration.ofSeconds(10));
      assertThat(list.get("series")).hasSize(KEYS.length);
      assertThat(list.get("instances").get("answered").asInt()).isEqualTo(2);
      String peer = "127.0.0.1:" + silent.getLocalPort();
      assertThat(list.get("instances").get("missing").get(0).asText())
          .isEqualTo(peer + ": no answer within 2 s");
      start = System.nanoTime();
      list = rig.get(services.get(0), "alerts");
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(1500));
      assertThat(list.get("instances").get("missing").get(0).asText())
          .isEqualTo(peer + ": not asked, it did not answer a moment ago");
    }
  }

  /** The address that Kafka tells of the other instance is not on the list. */
  @Test
  void instanceThatIsNotOnTheList_isNotAsked_butItsReplicaIs() throws Exception {
    startBoth("num.standby.replicas: 1", "127.0.0.1:1");
    rig.windows(0, 2, KEYS);
    Service service = services.get(0);
    Set<Boolean> stale = new TreeSet<>();
    for (String key : KEYS) {
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () ->
                  assertThat(
                          rig.get(service, ShopRig.series(key))
                              .get("state")
                              .get("lastEnd")
                              .asText())
                      .isEqualTo(ShopRig.end(1)));
      JsonNode state = rig.get(service, ShopRig.series(key)).get("state");
      assertThat(state.get("instance").asText()).isEqualTo(address(0));
      stale.add(state.get("stale").asBoolean());
    }
    assertThat(stale).containsExactly(false, true);
    HttpResponse<String> unknown = rig.ask(service, ShopRig.series("none"));
    assertThat(unknown.statusCode()).isIn(404, 503);
  }

  @Test
  void instanceThatIsStopped_isMissing_andItsSeriesAreAnsweredOnceTheyHaveMoved() throws Exception {
    startBoth("");
    rig.windows(0, 2, KEYS);
    services.get(1).close();
    Service left = services.get(0);
    JsonNode list = rig.get(left, "pipelines/shop/series");
    assertThat(list.get("instances").get("missing").get(0).asText())
        .startsWith(address(1) + ": it cannot be reached");
    for (String key : KEYS) {
      HttpResponse<String> answer = rig.ask(left, ShopRig.series(key));
      assertThat(answer.statusCode()).as(answer.body()).isIn(200, 503);
      assertThat(
              answer.statusCode() == 200 || answer.headers().firstValue("Retry-After").isPresent())
          .isTrue();
    }
    await()
        .atMost(Duration.ofSeconds(90))
        .untilAsserted(
            () -> {
              for (String key : KEYS) {
                assertThat(rig.ask(left, ShopRig.series(key)).statusCode()).isEqualTo(200);
              }
            });
    assertThat(rig.get(left, ShopRig.series("a")).get("state").get("lastEnd").asText())
        .isEqualTo(ShopRig.end(1));
  }
}
