package io.sluice.demo;

import io.sluice.broker.Topics;
import io.sluice.config.PipelineConfig;
import io.sluice.config.SluiceConfig;
import io.sluice.demo.simulator.SimulatedEvent;
import io.sluice.demo.simulator.Simulator;
import io.sluice.replay.SourcePublisher;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;

/**
 * The demo's worlds as producers for a broker of somebody else's: first their history, as fast as
 * the broker takes it, then accelerated time. It goes on where the topics end.
 */
public final class Simulation implements AutoCloseable {
  private static final Duration ANSWER = Duration.ofSeconds(30);
  private static final Duration TICK = Duration.ofMillis(50);
  private static final double MILLIS = 1e-6;

  private final List<Source> sources = new ArrayList<>();
  private long published;

  /** A world and the topic that its events go to. */
  private final class Source {
    final Simulator simulator;
    final double speed;
    final SourcePublisher publisher;
    double time;

    Source(World world, SourcePublisher publisher, long after) {
      this.simulator = world.simulator();
      this.speed = world.speed();
      this.publisher = publisher;
      // Events of the moment at which the topic ends may be on it already.
      simulator.advance(after + 1, event -> {});
      this.time = Math.max(simulator.now(), simulator.healthyUntil());
    }

    void advance(double wallMillis) {
      time += wallMillis * speed;
      simulator.advance((long) time, this::publish);
    }

    private void publish(SimulatedEvent event) {
      byte[] value = event.json().getBytes(StandardCharsets.UTF_8);
      publisher.publish(event.key().getBytes(StandardCharsets.UTF_8), value, event.timestamp());
      published++;
    }
  }

  /**
   * Finds out where the worlds stand.
   *
   * @param config with pipelines named after worlds, whose source topics exist
   * @throws io.sluice.broker.BrokerException when the broker does not answer or a topic is missing
   * @throws IllegalArgumentException when a pipeline is named after no world
   */
  public Simulation(SluiceConfig config) {
    try (Topics topics = new Topics(config.kafka(), ANSWER)) {
      for (PipelineConfig pipeline : config.pipelines().values()) {
        World world = World.of(pipeline);
        String topic = pipeline.source().topic();
        long after = topics.newestTimestamp(topic);
        sources.add(new Source(world, new SourcePublisher(config.kafka(), topic), after));
      }
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /**
   * Lets the worlds run.
   *
   * @param stop ends the run
   * @param watcher gets, many times a second, how many events have been published
   * @throws io.sluice.broker.BrokerException when an event cannot be published
   */
  public void run(BooleanSupplier stop, LongConsumer watcher) {
    long last = System.nanoTime();
    while (!stop.getAsBoolean()) {
      long now = System.nanoTime();
      double passed = Math.min((now - last) * MILLIS, 1000);
      last = now;
      sources.forEach(source -> source.advance(passed));
      watcher.accept(published);
      LockSupport.parkNanos(TICK.toNanos());
    }
    sources.forEach(source -> source.publisher.flush());
  }

  @Override
  public void close() {
    sources.forEach(source -> source.publisher.close());
  }
}
