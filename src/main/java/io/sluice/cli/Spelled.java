package io.sluice.cli;

import java.util.Arrays;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The constants of an enum as options spell them; what is wrong is shown in the same spelling. */
record Spelled<E extends Enum<E>>(Class<E> type) implements ITypeConverter<E> {

  static <E extends Enum<E>> void register(CommandLine commandLine, Class<E> type) {
    commandLine.registerConverter(type, new Spelled<>(type));
  }

  @Override
  public E convert(String value) {
    for (E constant : type.getEnumConstants()) {
      if (constant.toString().equalsIgnoreCase(value) || constant.name().equalsIgnoreCase(value)) {
        return constant;
      }
    }
    throw new TypeConversionException(
        "expected one of %s, but was '%s'"
            .formatted(
                Arrays.stream(type.getEnumConstants())
                    .map(E::toString)
                    .collect(Collectors.joining(", ")),
                value));
  }
}
