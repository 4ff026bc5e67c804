package io.sluice.config.yaml;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * A YAML 1.2 file as a tree, within limits that keep a hostile file from taking memory or stack: 1
 * MiB, 32 levels, 50 aliases of collections and 100,000 nodes after aliases are followed.
 */
public final class YamlFile {
  static final int MAX_BYTES = 1 << 20;
  static final int MAX_DEPTH = 32;
  private static final int MAX_ALIASES = 50;
  private static final int MAX_NODES = 100_000;

  private final Problems problems;
  private final LoadSettings settings;
  private int nodes;

  private YamlFile(Path file, Problems problems) {
    this.problems = problems;
    this.settings =
        LoadSettings.builder()
            .setLabel(file.toString())
            .setSchema(new CoreSchema())
            .setAllowNonScalarKeys(true)
            .setMaxAliasesForCollections(MAX_ALIASES)
            .setCodePointLimit(MAX_BYTES)
            .build();
  }

  /** The root of a file; null when it cannot be read, which is then among the problems. */
  public static @Nullable Setting read(Path file, Environment environment, Problems problems) {
    @Nullable String text = text(file, problems);
    @Nullable Node root = text == null ? null : new YamlFile(file, problems).tree(text);
    return root == null ? null : Setting.root(root, new Substitution(environment, file), problems);
  }

  private static @Nullable String text(Path file, Problems problems) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length <= MAX_BYTES) {
        String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
      }
      problems.add("", 0, "is larger than 1 MiB");
    } catch (NoSuchFileException e) {
      problems.add("", 0, "no such file");
    } catch (CharacterCodingException e) {
      problems.add("", 0, "is not UTF-8 text");
    } catch (IOException e) {
      problems.add("", 0, "cannot be read: " + e.getMessage());
    }
    return null;
  }

  private @Nullable Node tree(String text) {
    try {
      if (!isShallow(text)) {
        return null;
      }
      @Nullable Node root = new Compose(settings).composeString(text).orElse(null);
      if (root == null) {
        problems.add("", 0, "is empty");
        return null;
      }
      return isSmall(root, 0) ? root : null;
    } catch (MarkedYamlEngineException e) {
      int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(0);
      problems.add("", line, "is not YAML: " + e.getProblem());
    } catch (YamlEngineException e) {
      problems.add(
          "", 0, "is not YAML: " + String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
    }
    return null;
  }

  /** Parsing is iterative and composing is not: the depth is looked at before. */
  private boolean isShallow(String text) {
    int depth = 0;
    for (Event event : new Parse(settings).parseString(text)) {
      switch (event.getEventId()) {
        case MappingStart, SequenceStart -> depth++;
        case MappingEnd, SequenceEnd -> depth--;
        default -> {}
      }
      if (depth > MAX_DEPTH) {
        int line = event.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
        problems.add("", line, "is nested deeper than " + MAX_DEPTH + " levels");
        return false;
      }
    }
    return true;
  }

  /** Follows aliases, so that neither a cycle nor a "billion laughs" gets further than here. */
  private boolean isSmall(Node node, int depth) {
    if (++nodes > MAX_NODES || depth > MAX_DEPTH) {
      problems.add("", Setting.lineOf(node), "aliases grow without bound");
      return false;
    }
    if (node instanceof MappingNode map) {
      for (NodeTuple entry : map.getValue()) {
        if (!isSmall(entry.getKeyNode(), depth + 1) || !isSmall(entry.getValueNode(), depth + 1)) {
          return false;
        }
      }
    }
    List<Node> items = node instanceof SequenceNode list ? list.getValue() : List.of();
    return items.stream().allMatch(item -> isSmall(item, depth + 1));
  }
}
