package io.sluice.config;

/** Configurations for tests. */
public final class SampleConfigs {
  /** The least that there is to say: one pipeline, {@code climate}, with {@code model.onnx}. */
  public static final String MINIMAL =
      """
      pipelines:
        climate:
          source: { topic: home.readings, key: room }
          window: { size: 10m }
          targets: { value: mean }
          model: model.onnx
      """;

  /** A pipeline, {@code climate}, that leaves nothing out; its model is {@code model.onnx}. */
  public static final String FULL =
      """
      application-id: house
      kafka:
        bootstrap.servers: "${SERVERS:broker:9092}"
        ssl: { truststore: { location: /etc/trust } }
      streams: { num.stream.threads: 2 }
      http: { host: 0.0.0.0, port: 9000, open: true }
      metrics: { kafka: all }
      pipelines:
        climate:
          source:
            topic: home.readings
            format: json
            envelope: cloudevents
            keyed: true
            key: [room, measure]
            timestamp: { field: ts, format: "yyyy-MM-dd HH:mm:ss", zone: Europe/Berlin }
          window:
            size: 10m
            grace: 1m
            max-gap: 3
            idle: 0
            max-future: PT2H
            calendar: { days: [mon, Tue], holidays: [2013-02-18] }
            zone: Europe/Berlin
          targets:
            value: mean
            peak: { field: value, aggregate: max, unit: °C }
          model: model.onnx
          provider: cuda
          key-ttl: 1w
          alerts: { budget: 7d, off: [level, spread-up] }
          topics: { forecasts: f, alerts: a, late: l, dead-letters: d }
          dead-letters: { max-bytes: 0 }
          max-keys: 200000
          metrics: { watch: [hall/light, "<b>"] }
          covariates: { holidays: [2013-12-25], known: [heating, open] }
      """;

  private SampleConfigs() {}
}
