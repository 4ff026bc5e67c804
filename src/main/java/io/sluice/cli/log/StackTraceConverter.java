package io.sluice.cli.log;

import ch.qos.logback.classic.pattern.ThrowableHandlingConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;

/** {@code %safeTrace}: the stack trace of an event that has one. */
public final class StackTraceConverter extends ThrowableHandlingConverter {
  @Override
  public String convert(ILoggingEvent event) {
    return event.getThrowableProxy() == null ? "" : StackTrace.of(event.getThrowableProxy());
  }
}
