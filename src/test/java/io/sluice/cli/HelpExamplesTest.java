package io.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** What the help of a command shows as an example is a command, as it comes out of the terminal. */
final class HelpExamplesTest {
  private static final String BEGIN = "  ./sluice ";
  private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");

  /** Every example, as it stands in the help of 80 columns. */
  static List<String> examples() {
    return commands(Sluice.commandLine())
        .filter(command -> command.getCommandSpec().usageMessage().footer().length > 0)
        .flatMap(
            command -> {
              List<String> examples = examples(command.getUsageMessage(CommandLine.Help.Ansi.OFF));
              assertThat(examples).as(command.getCommandSpec().qualifiedName()).isNotEmpty();
              return examples.stream();
            })
        .distinct()
        .toList();
  }

  private static Stream<CommandLine> commands(CommandLine command) {
    return Stream.concat(
        Stream.of(command),
        command.getSubcommands().values().stream().flatMap(HelpExamplesTest::commands));
  }

  /** As a shell reads them: a backslash at the end of a line goes on in the next one. */
  private static List<String> examples(String help) {
    List<String> examples = new ArrayList<>();
    boolean goesOn = false;
    for (String line : help.substring(help.indexOf("Example")).lines().toList()) {
      if (goesOn) {
        String begun = examples.remove(examples.size() - 1);
        examples.add(begun.substring(0, begun.length() - 1) + line.strip());
      } else if (line.startsWith(BEGIN)) {
        examples.add(line.substring(BEGIN.length()));
      }
      goesOn = line.endsWith("\\");
    }
    return examples;
  }

  @ParameterizedTest
  @MethodSource("examples")
  void example_isACommandThatIsUnderstood_andItsShippedFilesAreThere(String example) {
    List<String> words = new ArrayList<>();
    WORD.matcher(example)
        .results()
        .forEach(word -> words.add(word.group(1) == null ? word.group() : word.group(1)));
    assertThatCode(() -> Sluice.commandLine().parseArgs(words.toArray(String[]::new)))
        .doesNotThrowAnyException();
    assertThat(words)
        .filteredOn(word -> word.startsWith("examples/"))
        .allMatch(word -> Files.exists(Path.of(word)));
    assertThat(words).doesNotContain("sluice.yaml");
  }
}
