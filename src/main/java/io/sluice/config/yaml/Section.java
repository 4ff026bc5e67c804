package io.sluice.config.yaml;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** A map of the file. Keys that are unknown or stand twice are reported when it is made. */
public final class Section {
  private final Setting owner;
  private final Map<String, Setting> entries = new LinkedHashMap<>();
  private final @Nullable List<String> known;
  private final Problems problems;

  /** A map that knows {@code known} keys, any when null. */
  Section(
      Setting owner, @Nullable MappingNode map, @Nullable List<String> known, Problems problems) {
    this.owner = owner;
    this.known = known;
    this.problems = problems;
    if (map != null) {
      map.getValue().forEach(this::take);
    }
  }

  private void take(NodeTuple entry) {
    int line = Setting.lineOf(entry.getKeyNode());
    if (!(entry.getKeyNode() instanceof ScalarNode keyNode)) {
      problems.add(owner.path(), line, "has a key that is a map or a list");
      return;
    }
    String key = keyNode.getValue();
    @Nullable Setting earlier = entries.get(key);
    if (earlier != null) {
      problems.add(owner.pathOf(key), line, "stands here twice, first on line " + earlier.line());
      return;
    }
    entries.put(key, owner.child(key, entry.getValueNode(), line));
    if (known != null && !known.contains(key)) {
      problems.add(owner.pathOf(key), line, "unknown key; " + hint(key, known));
    }
  }

  private static String hint(String key, List<String> known) {
    Optional<String> meant = Suggestion.of(key, known);
    return meant
        .map(name -> "did you mean " + name + "?")
        .orElseGet(() -> "known here: " + String.join(", ", known));
  }

  /** A key that may be left out. */
  public Setting get(String key) {
    return entries.getOrDefault(key, owner.absent(key, false));
  }

  /** A key that must stand here; not asked of a map that is absent or wrong itself. */
  public Setting require(String key) {
    return entries.getOrDefault(key, owner.absent(key, owner.isMap()));
  }

  /** All entries by key, in the order of the file. */
  public Map<String, Setting> all() {
    return entries;
  }
}
