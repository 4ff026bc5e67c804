package io.sluice.cli.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import ch.qos.logback.core.spi.AppenderAttachable;
import ch.qos.logback.core.spi.AppenderAttachableImpl;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Passes events on, but for what Kafka's clients say again and again of a broker that they cannot
 * reach: that becomes one {@code event=broker-unreachable} and, in the end, one {@code
 * event=broker-reachable}. And but for what they say of {@link AwaitedTopic}s.
 */
public final class OutageAppender extends UnsynchronizedAppenderBase<ILoggingEvent>
    implements AppenderAttachable<ILoggingEvent> {
  private static final String NAME = OutageAppender.class.getName();
  private static final Duration LOOK_EVERY = Duration.ofSeconds(2);
  private static final int CONNECT_MILLIS = 1_000;

  private final AppenderAttachableImpl<ILoggingEvent> next = new AppenderAttachableImpl<>();
  private final Outages outages = new Outages(System::nanoTime, OutageAppender::takesConnections);
  private @Nullable ScheduledExecutorService looker;

  @Override
  protected void append(ILoggingEvent event) {
    if (AwaitedTopic.isAllOf(event)) {
      return;
    }
    Optional<Unreachable> unreachable = Unreachable.of(event);
    if (unreachable.isEmpty()) {
      next.appendLoopOnAppenders(event);
    } else if (outages.report(unreachable.get().address())) {
      say(
          Level.WARN,
          "event=broker-unreachable address={} reason=\"{}\"",
          unreachable.get().address(),
          unreachable.get().reason());
      look();
    }
  }

  private void say(Level level, String pattern, Object... values) {
    Logger logger = ((LoggerContext) getContext()).getLogger("io.sluice.kafka");
    if (logger.isEnabledFor(level)) {
      next.appendLoopOnAppenders(new LoggingEvent(NAME, logger, level, pattern, null, values));
    }
  }

  private synchronized void look() {
    if (looker != null) {
      return;
    }
    looker =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "broker-outages");
              thread.setDaemon(true);
              return thread;
            });
    long millis = LOOK_EVERY.toMillis();
    var unused =
        looker.scheduleWithFixedDelay(
            () -> outages.look().forEach(this::sayBack), millis, millis, TimeUnit.MILLISECONDS);
  }

  private void sayBack(Outages.Back back) {
    say(
        Level.WARN,
        "event=broker-reachable address={} after-seconds={}",
        back.address(),
        back.seconds());
  }

  private static boolean takesConnections(String address) {
    int colon = address.lastIndexOf(':');
    try (Socket socket = new Socket()) {
      String host = address.substring(0, colon);
      int port = Integer.parseInt(address.substring(colon + 1));
      socket.connect(new InetSocketAddress(host, port), CONNECT_MILLIS);
      return true;
    } catch (IOException | IllegalArgumentException e) {
      return false;
    }
  }

  @Override
  public synchronized void stop() {
    super.stop();
    if (looker != null) {
      looker.shutdownNow();
      looker = null;
    }
    next.detachAndStopAllAppenders();
  }

  @Override
  public void addAppender(Appender<ILoggingEvent> appender) {
    next.addAppender(appender);
  }

  @Override
  public Iterator<Appender<ILoggingEvent>> iteratorForAppenders() {
    return next.iteratorForAppenders();
  }

  @Override
  public Appender<ILoggingEvent> getAppender(String name) {
    return next.getAppender(name);
  }

  @Override
  public boolean isAttached(Appender<ILoggingEvent> appender) {
    return next.isAttached(appender);
  }

  @Override
  public void detachAndStopAllAppenders() {
    next.detachAndStopAllAppenders();
  }

  @Override
  public boolean detachAppender(Appender<ILoggingEvent> appender) {
    return next.detachAppender(appender);
  }

  @Override
  public boolean detachAppender(String name) {
    return next.detachAppender(name);
  }
}
