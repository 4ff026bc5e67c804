package io.sluice.config.read;

import static java.util.Objects.requireNonNullElse;

import io.sluice.config.source.Envelope;
import io.sluice.config.source.Numbers;
import io.sluice.config.source.RecordFormat;
import io.sluice.config.yaml.Section;
import io.sluice.config.yaml.Setting;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads how the value of a record is read: the keys of {@code source} that say so. */
final class RecordFormatReader {
  /** The only format there is; named so that another one can be distinguished later. */
  private enum Format {
    JSON
  }

  private RecordFormatReader() {}

  static RecordFormat read(Section source) {
    source.get("format").choice(Format.class);
    @Nullable Numbers given = source.get("numbers").choice(Numbers.class);
    Numbers numbers = requireNonNullElse(given, RecordFormat.DEFAULT.numbers());
    @Nullable Envelope envelope = source.get("envelope").choice(Envelope.class);
    return new RecordFormat(
        numbers,
        missing(source.get("missing"), numbers),
        requireNonNullElse(envelope, RecordFormat.DEFAULT.envelope()));
  }

  private static List<String> missing(Setting setting, Numbers numbers) {
    if (!setting.isPresent()) {
      return RecordFormat.MISSING;
    }
    if (numbers == Numbers.STRICT) {
      setting.problem("is for numbers: lenient; strict takes null alone for missing");
    }
    List<String> missing = new ArrayList<>();
    for (Setting item : setting.items()) {
      @Nullable String word = item.property();
      if (word != null) {
        missing.add(word);
      }
    }
    return missing;
  }
}
