package io.sluice.csv;

import io.sluice.config.PipelineConfig;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Writes rows as JSON objects, one field per column, without changing what stands in a cell:
 *
 * <table>
 * <caption>Cells</caption>
 * <tr><th>cell</th><th>JSON</th></tr>
 * <tr><td>{@code 6.20}, {@code -3e2}: a JSON number</td><td>the same characters</td></tr>
 * <tr><td>empty</td><td>no such field</td></tr>
 * <tr><td>{@code [0, 1, null]} in a column that may hold such arrays</td><td>the same characters</td></tr>
 * <tr><td>any in a column of the series key</td><td>a string</td></tr>
 * <tr><td>anything else, {@code 007} and {@code NaN} too</td><td>a string</td></tr>
 * </table>
 *
 * <p>A row with fewer cells than columns becomes an object of the fields that it has. A row with
 * more has cells without a name, so no object can stand for it: it becomes its text, which is no
 * JSON object and ends as a dead letter instead of vanishing.
 *
 * <p>Not thread-safe: the buffer is used again.
 */
public final class CsvJson {
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private final byte[][] names;
  private final boolean[] arrays;
  private final boolean[] texts;
  private byte[] buffer = new byte[1024];
  private int length;

  /** A writer for rows under these column names, none of which holds arrays. */
  public CsvJson(List<String> header) {
    this(header, List.of(), List.of());
  }

  /**
   * A writer for the rows of a pipeline. Columns of keys and tokens are text, as numbers they would
   * lose zeros that tell one article from another; but for those that are a target too.
   */
  public static CsvJson of(List<String> header, PipelineConfig pipeline) {
    List<String> keys = new ArrayList<>(pipeline.source().key().fields());
    pipeline.targets().forEach(target -> keys.remove(target.field()));
    if (pipeline.events() != null) {
      keys.addAll(pipeline.events().token());
    }
    return new CsvJson(header, pipeline.covariates().known(), keys);
  }

  /**
   * A writer for rows.
   *
   * @param header the names of the columns
   * @param plans those that may hold arrays of numbers, of windows from that of the row on
   * @param texts those whose cells are text, whatever they look like
   */
  public CsvJson(List<String> header, List<String> plans, List<String> texts) {
    this.texts = new boolean[header.size()];
    names = new byte[header.size()][];
    arrays = new boolean[header.size()];
    for (int i = 0; i < names.length; i++) {
      arrays[i] = plans.contains(header.get(i));
      this.texts[i] = texts.contains(header.get(i));
      length = 0;
      string(header.get(i));
      put(':');
      names[i] = Arrays.copyOf(buffer, length);
    }
  }

  /** The bytes of one row in UTF-8. */
  public byte[] encode(CsvRow row) {
    if (row.fields().size() > names.length) {
      return text(row);
    }
    length = 0;
    put('{');
    for (int i = 0; i < row.fields().size(); i++) {
      String cell = row.fields().get(i);
      if (!cell.isEmpty()) {
        if (length > 1) {
          put(',');
        }
        put(names[i]);
        if (texts[i]) {
          string(cell);
        } else {
          value(cell, arrays[i]);
        }
      }
    }
    put('}');
    return Arrays.copyOf(buffer, length);
  }

  private static byte[] text(CsvRow row) {
    return String.join(",", row.fields()).getBytes(StandardCharsets.UTF_8);
  }

  private void value(String cell, boolean mayBeArray) {
    if (JsonNumber.matches(cell) || (mayBeArray && isArray(cell))) {
      ensure(cell.length());
      for (int i = 0; i < cell.length(); i++) {
        buffer[length++] = (byte) cell.charAt(i);
      }
    } else {
      string(cell);
    }
  }

  /** Of numbers and nulls, with no more blanks than one after a comma. */
  private static boolean isArray(String cell) {
    if (!cell.startsWith("[") || !cell.endsWith("]")) {
      return false;
    }
    String inside = cell.substring(1, cell.length() - 1).replace(", ", ",");
    for (String value : inside.split(",", -1)) {
      if (value.isEmpty() || !(value.equals("null") || JsonNumber.matches(value))) {
        return false;
      }
    }
    return true;
  }

  private void string(String text) {
    put('"');
    int plain = 0;
    ensure(text.length());
    while (plain < text.length() && isPlain(text.charAt(plain))) {
      buffer[length++] = (byte) text.charAt(plain++);
    }
    if (plain < text.length()) {
      for (byte b : text.substring(plain).getBytes(StandardCharsets.UTF_8)) {
        escaped(b);
      }
    }
    put('"');
  }

  private static boolean isPlain(char c) {
    return c >= ' ' && c < 0x7F && c != '"' && c != '\\';
  }

  private void escaped(byte b) {
    if (b == '"' || b == '\\') {
      put('\\');
      put(b);
    } else if (b >= 0 && b < ' ') {
      put(new byte[] {'\\', 'u', '0', '0', HEX[b >> 4], HEX[b & 15]});
    } else {
      put(b);
    }
  }

  private void put(int b) {
    ensure(1);
    buffer[length++] = (byte) b;
  }

  private void put(byte[] bytes) {
    ensure(bytes.length);
    System.arraycopy(bytes, 0, buffer, length, bytes.length);
    length += bytes.length;
  }

  private void ensure(int more) {
    if (buffer.length - length < more) {
      buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, length + more));
    }
  }
}
