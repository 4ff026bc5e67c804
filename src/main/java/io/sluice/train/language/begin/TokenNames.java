package io.sluice.train.language.begin;

import io.sluice.csv.CsvException;
import io.sluice.csv.CsvRow;
import io.sluice.csv.CsvRows;
import io.sluice.csv.Untrusted;
import io.sluice.language.Vocabulary;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the tokens of another model are called here: the same, unless a file of two columns, {@code
 * own} and {@code theirs}, says otherwise.
 */
public final class TokenNames {
  private static final String OWN = "own";
  private static final String THEIRS = "theirs";

  /** By the other model's name. */
  private final Map<String, String> owns = new HashMap<>();

  private final Map<String, String> theirs = new LinkedHashMap<>();

  private TokenNames() {}

  /**
   * The names.
   *
   * @param file CSV with a header; null: all tokens have the names that they have there
   * @param known the tokens of the other model
   * @throws CsvException when the file cannot be read, lacks a column, names a token that the other
   *     model does not know, or one of either side twice; the message names the line
   */
  public static TokenNames of(@Nullable Path file, List<String> known) {
    TokenNames names = new TokenNames();
    if (file != null) {
      names.read(file, new Vocabulary(known, known.stream().map(text -> 0L).toList()));
    }
    for (String text : known) {
      if (!names.owns.containsKey(text) && !names.theirs.containsKey(text)) {
        names.add(text, text);
      }
    }
    return names;
  }

  private void add(String own, String their) {
    owns.put(their, own);
    theirs.put(own, their);
  }

  private void read(Path file, Vocabulary known) {
    try (CsvRows rows = CsvRows.open(file)) {
      int own = rows.header().indexOf(OWN);
      int their = rows.header().indexOf(THEIRS);
      if (own < 0 || their < 0) {
        throw new CsvException(
            "%s: names of tokens need the columns own and theirs; there are %s"
                .formatted(file, Untrusted.list(rows.header())));
      }
      while (rows.hasNext()) {
        CsvRow row = rows.next();
        if (row.fields().size() != rows.header().size()) {
          throw new CsvException(
              "%s:%d: a row of %d cells under %d columns"
                  .formatted(file, row.line(), row.fields().size(), rows.header().size()));
        }
        String why = take(row.fields().get(own), row.fields().get(their), known);
        if (why != null) {
          throw new CsvException("%s:%d: %s".formatted(file, row.line(), why));
        }
      }
    }
  }

  /** Why a row is wrong; null: it is not. */
  private @Nullable String take(String own, String their, Vocabulary known) {
    if (known.idOf(their) == Vocabulary.UNK) {
      return "the other model does not know '" + Untrusted.shown(their) + "'";
    }
    if (own.isBlank() || theirs.containsKey(own) || owns.containsKey(their)) {
      return "'%s' is '%s': each token, of either side, is named once"
          .formatted(Untrusted.shown(own), Untrusted.shown(their));
    }
    add(own, their);
    return null;
  }

  /** What a token of the other model is called here; null: another one has its name. */
  @Nullable String own(String their) {
    return owns.get(their);
  }
}
