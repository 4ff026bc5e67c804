package io.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SecretsTest {
  @Test
  void everySettingThatKafkaHoldsSecret_isHidden() {
    Set<String> secret = new TreeSet<>();
    Stream.of(
            ProducerConfig.configDef(),
            ConsumerConfig.configDef(),
            AdminClientConfig.configDef(),
            StreamsConfig.configDef())
        .flatMap(definition -> definition.configKeys().values().stream())
        .filter(key -> key.type() == ConfigDef.Type.PASSWORD)
        .forEach(key -> secret.add(key.name));

    assertThat(secret).contains("sasl.jaas.config", "ssl.key.password", "ssl.keystore.key");
    assertThat(secret)
        .allSatisfy(
            key ->
                assertThat(Secrets.redact(Map.of("main.consumer." + key, "hush")).toString())
                    .doesNotContain("hush"));
  }

  @Test
  void whatIsNoSecret_isShown() {
    assertThat(
            Secrets.redact(
                Map.of(
                    "bootstrap.servers", "b:9092", "security.protocol", "SASL_SSL", "acks", "all")))
        .hasToString("{acks=all, bootstrap.servers=b:9092, security.protocol=SASL_SSL}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "my.interceptor.pass",
        "db.pwd",
        "proxy.Auth",
        "schema.registry.basic.auth.user.info",
        "apiKey",
        "client.secret",
        "consumer.x.token"
      })
  void nameThatSoundsLikeASecret_isHidden(String key) {
    assertThat(Secrets.redact(Map.of(key, "hush")).toString()).doesNotContain("hush");
  }

  @ParameterizedTest
  @CsvSource({
    "https://me:hush@host:8081/x, https://[hidden]@host:8081/x",
    "https://me:h@u/sh@host, https://[hidden]@host",
    "'http://a:hush@h1,http://b:hush@h2', 'http://[hidden]@h1,http://[hidden]@h2'",
    "https://host/x?api_key=hush&page=2, https://host/x?api_key=[hidden]&page=2",
    "https://host:8081/x?page=2, https://host:8081/x?page=2"
  })
  void credentialsWithinAnAddress_areHidden(String value, String shown) {
    assertThat(Secrets.redact(Map.of("registry.url", value))).containsEntry("registry.url", shown);
  }

  @Test
  void placeOfAKeyStore_isShown() {
    assertThat(
            Secrets.redact(
                Map.of("ssl.keystore.location", "/etc/k.p12", "ssl.keystore.type", "PKCS12")))
        .containsEntry("ssl.keystore.location", "/etc/k.p12")
        .containsEntry("ssl.keystore.type", "PKCS12");
  }
}
