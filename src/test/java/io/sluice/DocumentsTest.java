package io.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The documents: every link leads somewhere, the README stays short, and nothing is orphaned. */
final class DocumentsTest {
  private static final Path README = Path.of("README.md");
  private static final Path DOCS = Path.of("docs");
  private static final List<Path> FOLDERS =
      List.of(DOCS, Path.of("models"), Path.of("deploy"), Path.of("examples"));
  private static final int README_WORDS = 1500;

  private static final Pattern FENCED = Pattern.compile("(?ms)^\\s*```.*?^\\s*```\\s*$");
  private static final Pattern CODE = Pattern.compile("`[^`\\n]*`");

  /** Links and images; the target is the first group. */
  private static final Pattern LINK = Pattern.compile("!?\\[[^\\]]*]\\(([^)\\s]+)\\)");

  private static final Pattern ABSOLUTE = Pattern.compile("^[a-z][a-z0-9+.-]*:.*");
  private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} +(.+?) *#*$");
  private static final Pattern LINKED_TEXT = Pattern.compile("!?\\[([^\\]]*)]\\([^)]*\\)");
  private static final Pattern NOT_IN_A_SLUG = Pattern.compile("[^\\p{L}\\p{N}_ -]");

  /**
   * A relative link.
   *
   * @param target the file, from the root of the repository
   * @param fragment the heading's slug; empty: none
   */
  private record Link(Path from, Path target, String fragment) {}

  @Test
  void everyRelativeLink_leadsToAFileAndToAHeadingOfIt() throws IOException {
    List<String> broken = new ArrayList<>();
    int count = 0;
    for (Path document : documents()) {
      for (Link link : links(document)) {
        count++;
        if (isBroken(link)) {
          broken.add(link.from() + " -> " + link.target() + "#" + link.fragment());
        }
      }
    }
    assertThat(broken).isEmpty();
    assertThat(count).isGreaterThan(80);
  }

  @Test
  void readme_canBeReadInAFewMinutes() throws IOException {
    assertThat(Files.readString(README).strip().split("\\s+", -1))
        .hasSizeLessThanOrEqualTo(README_WORDS);
  }

  @Test
  void everyFileOfTheDocuments_isReachedFromTheReadme() throws IOException {
    Set<Path> reached = new HashSet<>();
    Deque<Path> open = new ArrayDeque<>(List.of(README));
    while (!open.isEmpty()) {
      Path document = open.remove();
      if (reached.add(document) && isDocument(document)) {
        links(document).stream().map(Link::target).filter(Files::isRegularFile).forEach(open::add);
      }
    }
    Set<Path> files = new TreeSet<>(files(DOCS));
    files.removeAll(reached);
    assertThat(files).isEmpty();
  }

  @Test
  void slugs_areThoseOfGitHub() {
    String text =
        """
        # What becomes of an event
        ## `restore`, and *what* it costs
        ```sh
        # a comment, no heading
        ```
        ## [general.onnx](general.onnx)
        ## A limit of Kafka's
        ## A limit of Kafka's
        """;
    assertThat(slugs(text))
        .containsExactlyInAnyOrder(
            "what-becomes-of-an-event",
            "restore-and-what-it-costs",
            "generalonnx",
            "a-limit-of-kafkas",
            "a-limit-of-kafkas-1");
  }

  private static boolean isBroken(Link link) throws IOException {
    if (link.target().startsWith("..") || !Files.exists(link.target())) {
      return true;
    }
    return !link.fragment().isEmpty()
        && !(isDocument(link.target())
            && slugs(Files.readString(link.target())).contains(link.fragment()));
  }

  private static List<Link> links(Path document) throws IOException {
    String text = CODE.matcher(prose(Files.readString(document))).replaceAll("code");
    Path folder = document.resolveSibling("");
    return LINK.matcher(text)
        .results()
        .map(found -> found.group(1))
        .filter(target -> !ABSOLUTE.matcher(target).matches())
        .map(target -> link(document, folder, target))
        .toList();
  }

  private static Link link(Path document, Path folder, String target) {
    String[] parts = target.split("#", 2);
    Path file = parts[0].isEmpty() ? document : folder.resolve(parts[0]).normalize();
    return new Link(document, file, parts.length == 1 ? "" : parts[1]);
  }

  /** The slugs of a text's headings; one that comes again has a number. */
  private static Set<String> slugs(String text) {
    Map<String, Integer> seen = new HashMap<>();
    Set<String> slugs = new HashSet<>();
    HEADING
        .matcher(prose(text))
        .results()
        .map(DocumentsTest::slug)
        .forEach(
            slug -> {
              int before = seen.merge(slug, 1, Integer::sum) - 1;
              slugs.add(before == 0 ? slug : slug + "-" + before);
            });
    return slugs;
  }

  private static String slug(MatchResult heading) {
    String text = LINKED_TEXT.matcher(heading.group(1)).replaceAll("$1");
    return NOT_IN_A_SLUG
        .matcher(text.toLowerCase(Locale.ROOT))
        .replaceAll("")
        .strip()
        .replace(' ', '-');
  }

  private static String prose(String text) {
    return FENCED.matcher(text).replaceAll("");
  }

  private static Set<Path> documents() throws IOException {
    Set<Path> documents = new TreeSet<>();
    try (Stream<Path> root = Files.list(Path.of(""))) {
      root.filter(DocumentsTest::isDocument).forEach(documents::add);
    }
    for (Path folder : FOLDERS) {
      files(folder).stream().filter(DocumentsTest::isDocument).forEach(documents::add);
    }
    return documents;
  }

  private static List<Path> files(Path folder) {
    try (Stream<Path> tree = Files.walk(folder)) {
      return tree.filter(Files::isRegularFile).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isDocument(Path file) {
    return file.toString().endsWith(".md");
  }
}
