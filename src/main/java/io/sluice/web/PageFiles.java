package io.sluice.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The files of the page, which are in the jar. */
public final class PageFiles {
  private static final String OURS = "/web/";
  private static final String UPLOT = "/META-INF/resources/webjars/uplot/1.6.30/dist/";
  private static final String SCRIPT = "text/javascript; charset=utf-8";
  private static final String STYLE = "text/css; charset=utf-8";

  private static final List<String> SCRIPTS =
      List.of(
          "addresses",
          "alerts",
          "api",
          "app",
          "chart",
          "dom",
          "events",
          "figures",
          "format",
          "overview",
          "pipeline",
          "series",
          "table",
          "timeline",
          "whatif",
          "words");

  private static final Map<String, File> FILES = files();

  private PageFiles() {}

  private static Map<String, File> files() {
    Map<String, File> files = new HashMap<>();
    files.put("style.css", read(OURS + "style.css", STYLE));
    files.put("uplot.js", read(UPLOT + "uPlot.esm.js", SCRIPT));
    files.put("uplot.css", read(UPLOT + "uPlot.min.css", STYLE));
    for (String name : SCRIPTS) {
      files.put(name + ".js", read(OURS + name + ".js", SCRIPT));
    }
    return Map.copyOf(files);
  }

  /** A file and what it is. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record File(byte[] content, String type, String etag) {
    /** Whether a header {@code If-None-Match} (RFC 9110) has it. */
    boolean isAmong(@Nullable String known) {
      return known != null
          && Arrays.stream(known.split(",", -1))
              .map(String::strip)
              .anyMatch(tag -> tag.equals("*") || tag.equals(etag));
    }
  }

  /** The text of a file of ours, for a page that has it inside. */
  public static String own(String name) {
    return text(read(OURS + name, SCRIPT));
  }

  /** uPlot as a script that is no module, likewise. */
  public static String plot() {
    return text(read(UPLOT + "uPlot.iife.min.js", SCRIPT));
  }

  /** uPlot's style, likewise. */
  public static String plotStyle() {
    return text(read(UPLOT + "uPlot.min.css", STYLE));
  }

  private static String text(File file) {
    return new String(file.content(), StandardCharsets.UTF_8);
  }

  /** Null: there is none of that name. */
  static @Nullable File of(String name) {
    return FILES.get(name);
  }

  static File index() {
    return read(OURS + "index.html", "text/html; charset=utf-8");
  }

  /** A weak one: the bytes on the way may be compressed. */
  private static String etag(byte[] content) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
      return "W/\"" + HexFormat.of().formatHex(hash, 0, 12) + "\"";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every JDK has it
    }
  }

  private static File read(String resource, String type) {
    byte[] content = resource(resource);
    return new File(content, type, etag(content));
  }

  /** A file of the jar. */
  static byte[] resource(String name) {
    try (InputStream in = PageFiles.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is not in the jar");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
