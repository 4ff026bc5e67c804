package io.sluice.report;

import io.sluice.web.PageFiles;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Style and scripts of the service's page, for a page that is one file. Its policy lets a browser
 * run these parts alone, by their hashes, and ask nobody for anything.
 */
final class Inline {
  /** In an order in which each knows only those before it. */
  private static final List<String> MODULES =
      List.of("dom.js", "format.js", "chart.js", "report.js");

  private static final Pattern IMPORT = Pattern.compile("(?m)^import .*\\R");
  private static final Pattern EXPORT = Pattern.compile("(?m)^export ");

  private static final String STYLE = PageFiles.plotStyle() + PageFiles.own("style.css");
  private static final String PLOT = PageFiles.plot();
  private static final String SCRIPT = script();

  private static final String POLICY =
      "default-src 'none'; img-src data:; base-uri 'none'; form-action 'none'; style-src %s; script-src %s %s"
          .formatted(hash(STYLE), hash(PLOT), hash(SCRIPT));

  private Inline() {}

  private static String script() {
    StringBuilder script = new StringBuilder();
    for (String name : MODULES) {
      String module = IMPORT.matcher(PageFiles.own(name)).replaceAll("");
      script.append(EXPORT.matcher(module).replaceAll(""));
    }
    return script.toString();
  }

  private static String hash(String part) {
    try {
      byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
      return "'sha256-" + Base64.getEncoder().encodeToString(hash) + "'";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every JVM has it
    }
  }

  /** For the head of the page. */
  static String head() {
    return "<meta http-equiv=\"Content-Security-Policy\" content=\""
        + POLICY
        + "\">\n<style>"
        + STYLE
        + "</style>\n";
  }

  /** For the end of the page, after what the scripts read. */
  static String scripts() {
    return "<script>" + PLOT + "</script>\n<script type=\"module\">" + SCRIPT + "</script>\n";
  }
}
