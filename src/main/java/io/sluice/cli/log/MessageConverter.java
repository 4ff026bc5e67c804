package io.sluice.cli.log;

import ch.qos.logback.classic.pattern.ClassicConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import java.util.stream.Collectors;

/** {@code %safeMessage}: the message on one line, the values of our own fields quoted at need. */
public final class MessageConverter extends ClassicConverter {
  @Override
  public String convert(ILoggingEvent event) {
    return Fields.of(event)
        .map(
            fields ->
                fields.stream()
                    .map(f -> f.name() + "=" + SafeText.value(f.value(), f.quoted()))
                    .collect(Collectors.joining(" ")))
        .orElseGet(() -> SafeText.message(String.valueOf(event.getFormattedMessage())));
  }
}
