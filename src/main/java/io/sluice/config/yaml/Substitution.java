package io.sluice.config.yaml;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Replaces <code>${NAME}</code> and <code>${NAME:default}</code> within one value. A variable that
 * is set wins even when it is empty. Another dollar in front, <code>$${</code>, stands for a
 * literal <code>${</code>. What was put in is not searched again.
 */
final class Substitution {
  private static final Pattern REFERENCE =
      Pattern.compile("\\$\\$\\{|\\$\\{(?:([A-Za-z_][A-Za-z0-9_]*)(?::([^}]*))?\\})?");

  private final Environment environment;

  Substitution(Environment environment) {
    this.environment = environment;
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
      problems.add("${ starts no ${NAME} or ${NAME:default}; write $${ for a literal ${");
      return "";
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
}
