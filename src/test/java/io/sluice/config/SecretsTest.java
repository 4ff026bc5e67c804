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
}
