package io.sluice.config.yaml;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A map of the file whose keys have names of ours. Asking for a key makes it known here; a key that
 * nobody asked for is a problem, so ask for every key, whatever the others hold.
 */
public final class Section {
  private final Setting owner;
  private final Map<String, Setting> entries = new LinkedHashMap<>();
  private final Set<String> known = new LinkedHashSet<>();

  Section(Setting owner) {
    this.owner = owner;
    owner.forEachEntry(this::take);
  }

  private void take(String key, Setting entry) {
    entries.put(key, entry);
    entry.problemLater(() -> known.contains(key) ? Optional.empty() : Optional.of(unknown(key)));
  }

  private String unknown(String key) {
    Optional<String> meant = Suggestion.of(key, known);
    return "unknown key; "
        + meant
            .map(name -> "did you mean " + name + "?")
            .orElseGet(() -> "known here: " + String.join(", ", known));
  }

  /** A key that may be left out. */
  public Setting get(String key) {
    return find(key, false);
  }

  /** A key that must stand here; not asked of a map that is absent or wrong itself. */
  public Setting require(String key) {
    return find(key, owner.isMap());
  }

  private Setting find(String key, boolean isRequired) {
    known.add(key);
    return entries.getOrDefault(key, owner.absent(key, isRequired));
  }
}
