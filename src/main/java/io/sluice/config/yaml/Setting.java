package io.sluice.config.yaml;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * One value of the file, or the place where one could stand. Its readers return null when there is
 * no such value; when it is required or of a wrong kind they report that, once.
 */
public final class Setting {
  private static final int MAX_SHOWN = 60;
  private static final CoreSchema SCHEMA = new CoreSchema();

  private final @Nullable Node node;
  private final String path;
  private final int line;
  private final boolean required;
  private final Substitution substitution;
  private final Problems problems;

  private Setting(
      @Nullable Node node,
      String path,
      int line,
      boolean required,
      Substitution substitution,
      Problems problems) {
    this.node = node;
    this.path = path;
    this.line = line;
    this.required = required;
    this.substitution = substitution;
    this.problems = problems;
  }

  static Setting root(Node node, Substitution substitution, Problems problems) {
    return new Setting(node, "", lineOf(node), true, substitution, problems);
  }

  static int lineOf(Node node) {
    return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
  }

  Setting absent(String key, boolean isRequired) {
    return new Setting(null, pathOf(key), line, isRequired, substitution, problems);
  }

  private String pathOf(String key) {
    return path.isEmpty() ? printable(key) : path + "." + printable(key);
  }

  /** The key path, as problems name it. */
  public String path() {
    return path;
  }

  /** The last key of the path's line in the file, from 1; of its parent when it is absent. */
  public int line() {
    return line;
  }

  public boolean isPresent() {
    return node != null;
  }

  public boolean isMap() {
    return node instanceof MappingNode;
  }

  public boolean isList() {
    return node instanceof SequenceNode;
  }

  /** Reports a problem with this value. */
  public void problem(String message) {
    problems.add(path, line, message);
  }

  /** Reports a problem if, when all of the file has been read, there is one. */
  void problemLater(Supplier<Optional<String>> message) {
    problems.addLater(path, line, message);
  }

  /** Text, not blank. */
  public @Nullable String text() {
    @Nullable Scalar scalar = scalar("text");
    if (scalar == null) {
      return null;
    }
    if (!scalar.replaced() && !scalar.tag().equals(Tag.STR)) {
      problem("expected text, found " + found() + "; put it in quotes");
      return null;
    }
    if (scalar.text().isBlank()) {
      problem("must not be blank");
      return null;
    }
    return scalar.text();
  }

  /** Any scalar as text, such as a property of another system; its value is never reported. */
  public @Nullable String property() {
    if (node instanceof ScalarNode && !node.getTag().equals(Tag.NULL)) {
      @Nullable Scalar scalar = scalar("a value");
      return scalar == null ? null : scalar.text();
    }
    problem("expected a value, found " + (isList() ? "a list" : "nothing"));
    return null;
  }

  /** Whether a scalar takes its text, or a part of it, from a file. */
  public boolean isFromFile() {
    return node instanceof ScalarNode scalar && scalar.getValue().contains("${file:");
  }

  /**
   * Reads a scalar as {@link #property} does, as it is then: a file that it names may have another
   * text. The supplier throws {@link IllegalStateException} when that cannot be read; its message
   * names the file, and holds nothing of its content.
   */
  public Supplier<String> reread() {
    String text = node instanceof ScalarNode scalar ? scalar.getValue() : "";
    return () -> {
      Substitution.Result result = substitution.apply(text);
      if (!result.problems().isEmpty()) {
        throw new IllegalStateException(String.join("; ", result.problems()));
      }
      return result.text();
    };
  }

  /** An integer within bounds, both inclusive. */
  public @Nullable Integer integer(int min, int max) {
    @Nullable Scalar scalar = scalar("an integer");
    if (scalar == null) {
      return null;
    }
    if (!scalar.tag().equals(Tag.INT)) {
      problem("expected an integer, found " + found());
      return null;
    }
    try {
      int value = Integer.parseInt(scalar.text());
      if (value >= min && value <= max) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Beyond 32 bits, or hexadecimal: reported below like any other number out of range.
    }
    String range = max == Integer.MAX_VALUE ? "of at least " + min : "from " + min + " to " + max;
    problem("must be an integer " + range + ", is " + found());
    return null;
  }

  /** {@code true} or {@code false}. */
  public @Nullable Boolean bool() {
    @Nullable Scalar scalar = scalar("true or false");
    if (scalar == null) {
      return null;
    }
    if (!scalar.tag().equals(Tag.BOOL)) {
      problem("expected true or false, found " + found());
      return null;
    }
    return scalar.text().equalsIgnoreCase("true");
  }

  /** A duration of at least {@code min}. */
  public @Nullable Duration duration(Duration min) {
    @Nullable Duration duration =
        parsed(
            "a duration such as 500ms, 30s, 10m, 1h or 7d",
            text -> Durations.parse(text).orElse(null));
    if (duration != null && duration.compareTo(min) < 0) {
      problem(
          (min.isZero() ? "must not be negative" : "must be at least " + Durations.format(min))
              + ", is "
              + Durations.format(duration));
      return null;
    }
    return duration;
  }

  /** A time zone by its IANA name, or an offset. */
  public @Nullable ZoneId zone() {
    @Nullable String zone = text();
    if (zone == null) {
      return null;
    }
    if (!ZoneId.getAvailableZoneIds().contains(zone) && !isOffset(zone)) {
      problem("unknown time zone; expected a name such as Europe/Berlin, or +01:00");
      return null;
    }
    return ZoneId.of(zone);
  }

  private static boolean isOffset(String zone) {
    try {
      ZoneOffset.of(zone);
      return true;
    } catch (DateTimeException e) {
      return false;
    }
  }

  /** A constant by its name in {@link KebabCase}. */
  public <E extends Enum<E>> @Nullable E choice(Class<E> type) {
    List<String> names = Arrays.stream(type.getEnumConstants()).map(KebabCase::of).toList();
    return choice(names, text -> KebabCase.find(type, text));
  }

  /**
   * One of some things that have names.
   *
   * @param names the names, for the problem
   * @param finder what has a name; empty: nothing has
   */
  public <E> @Nullable E choice(List<String> names, Function<String, Optional<E>> finder) {
    @Nullable Scalar scalar = scalar("one of " + String.join(", ", names));
    if (scalar == null) {
      return null;
    }
    Optional<E> chosen = finder.apply(scalar.text());
    if (chosen.isEmpty()) {
      Optional<String> meant = Suggestion.of(scalar.text(), names);
      problem(
          "expected one of "
              + String.join(", ", names)
              + "; found "
              + found()
              + meant.map(name -> "; did you mean " + name + "?").orElse(""));
      return null;
    }
    return chosen.get();
  }

  /** A map whose keys have names of ours; an absent or wrong one reads as empty. */
  public Section section() {
    return new Section(this);
  }

  /** The entries of a map with free keys, in order, each key once. */
  public Map<String, Setting> entries() {
    Map<String, Setting> entries = new LinkedHashMap<>();
    forEachEntry(entries::put);
    return entries;
  }

  /** The entries of a map in order; a key that stands twice, or is no scalar, is reported. */
  void forEachEntry(BiConsumer<String, Setting> action) {
    if (!(node instanceof MappingNode map)) {
      wrong("a map");
      return;
    }
    Map<String, Integer> lines = new HashMap<>();
    for (NodeTuple entry : map.getValue()) {
      int at = lineOf(entry.getKeyNode());
      @Nullable String key = newKey(entry.getKeyNode(), at, lines);
      if (key != null) {
        action.accept(
            key, new Setting(entry.getValueNode(), pathOf(key), at, true, substitution, problems));
      }
    }
  }

  /** The key at a line; null when it is none, or stands in one of the earlier {@code lines}. */
  private @Nullable String newKey(Node keyNode, int at, Map<String, Integer> lines) {
    if (!(keyNode instanceof ScalarNode scalar)) {
      problems.add(path, at, "has a key that is a map or a list");
      return null;
    }
    String key = scalar.getValue();
    @Nullable Integer earlier = lines.putIfAbsent(key, at);
    if (earlier != null) {
      problems.add(pathOf(key), at, "appears twice, first on line " + earlier);
      return null;
    }
    return key;
  }

  /** The items of a list. */
  public List<Setting> items() {
    List<Setting> items = new ArrayList<>();
    if (node instanceof SequenceNode list) {
      for (Node item : list.getValue()) {
        String at = path + "[" + items.size() + "]";
        items.add(new Setting(item, at, lineOf(item), true, substitution, problems));
      }
    } else {
      wrong("a list");
    }
    return items;
  }

  /**
   * A scalar of a form of its own.
   *
   * @param expected what it should be, for the problem
   * @param parser of its text; null: it is wrong
   */
  public <T> @Nullable T parsed(String expected, Function<String, @Nullable T> parser) {
    @Nullable Scalar scalar = scalar(expected);
    if (scalar == null) {
      return null;
    }
    @Nullable T value = parser.apply(scalar.text());
    if (value == null) {
      problem("expected " + expected + ", found " + found());
    }
    return value;
  }

  /** A scalar after substitution; what was substituted is typed as if it stood there plain. */
  private record Scalar(String text, Tag tag, boolean replaced) {}

  private @Nullable Scalar scalar(String expected) {
    if (!(node instanceof ScalarNode scalar) || node.getTag().equals(Tag.NULL)) {
      wrong(expected);
      return null;
    }
    Substitution.Result result = substitution.apply(scalar.getValue());
    result.problems().forEach(this::problem);
    if (!result.problems().isEmpty()) {
      return null;
    }
    Tag tag =
        result.replaced()
            ? SCHEMA.getScalarResolver().resolve(result.text(), true)
            : scalar.getTag();
    return new Scalar(result.text(), tag, result.replaced());
  }

  private void wrong(String expected) {
    if (node != null) {
      problem("expected " + expected + ", found " + found());
    } else if (required) {
      problem("is required: " + expected);
    }
  }

  private String found() {
    if (node instanceof ScalarNode scalar && !node.getTag().equals(Tag.NULL)) {
      String text = scalar.getValue(); // before substitution: what was put in may be a secret
      String shown = text.length() > MAX_SHOWN ? text.substring(0, MAX_SHOWN) + "…" : text;
      return "\"" + printable(shown) + "\"";
    }
    return isMap() ? "a map" : isList() ? "a list" : "nothing";
  }

  private static String printable(String text) {
    return text.replaceAll("\\p{Cntrl}", "�");
  }
}
