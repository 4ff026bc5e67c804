package io.sluice.config.yaml;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Replaces <code>${NAME}</code> and <code>${NAME:default}</code> within one value by an environment
 * variable, and <code>${file:PATH}</code> by a file's text. A variable that is set wins even when
 * it is empty. Another dollar in front, <code>$${</code>, stands for a literal <code>${</code>.
 * What was put in is not searched again.
 */
final class Substitution {
  private static final Pattern REFERENCE =
      Pattern.compile("\\$\\$\\{|\\$\\{(?:([A-Za-z_][A-Za-z0-9_]*)(?::([^}]*))?\\})?");

  private static final String FILE = "file";

  private final Environment environment;
  private final Path configFile;

  /**
   * A substitution.
   *
   * @param configFile relative paths start at its directory
   */
  Substitution(Environment environment, Path configFile) {
    this.environment = environment;
    this.configFile = configFile.toAbsolutePath();
  }

  /**
   * A value after substitution.
   *
   * @param text the text; meaningless when there are problems
   * @param replaced whether anything was replaced
   * @param problems what is wrong, without the value itself
   */
  record Result(String text, boolean replaced, List<String> problems) {}

  Result apply(String text) {
    List<String> problems = new ArrayList<>();
    StringBuilder out = new StringBuilder();
    Matcher matcher = REFERENCE.matcher(text);
    boolean replaced = false;
    while (matcher.find()) {
      replaced = true;
      matcher.appendReplacement(out, Matcher.quoteReplacement(replacement(matcher, problems)));
    }
    return new Result(matcher.appendTail(out).toString(), replaced, problems);
  }

  private String replacement(Matcher matcher, List<String> problems) {
    String name = matcher.group(1);
    if (matcher.group().equals("$${")) {
      return "${";
    }
    if (name == null) {
      problems.add("${ does not begin ${NAME} or ${NAME:default}; write $${ for a literal ${");
      return "";
    }
    if (name.equals(FILE) && matcher.group(2) != null) {
      return content(matcher.group(2), problems);
    }
    @Nullable String value = environment.get(name);
    if (value != null) {
      return value;
    }
    if (matcher.group(2) == null) {
      problems.add(
          "environment variable " + name + " is not set and ${" + name + "} has no default");
      return "";
    }
    return matcher.group(2);
  }

  /** A file's text without the line break at its end, as editors and {@code echo} leave one. */
  private String content(String path, List<String> problems) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(SmallFile.read(configFile.resolveSibling(path)));
      return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString().replaceFirst("\\R$", "");
    } catch (CharacterCodingException e) {
      problems.add("${file:" + path + "} is not UTF-8 text");
    } catch (IOException | InvalidPathException e) {
      problems.add("${file:" + path + "} cannot be read: " + e.getMessage());
    }
    return "";
  }
}
