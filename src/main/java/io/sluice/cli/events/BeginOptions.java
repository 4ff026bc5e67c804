package io.sluice.cli.events;

import io.sluice.train.language.TokenArchitecture;
import io.sluice.train.language.TokenArchitecture.Embedding;
import io.sluice.train.language.begin.Beginning;
import io.sluice.train.language.begin.NetworkRows;
import io.sluice.train.network.TokenExporter.Network;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a training of events goes on from, as a {@code @Mixin} of the commands that train. */
public final class BeginOptions {
  @Option(
      names = "--init-from",
      paramLabel = "FILE",
      description =
          "Events: go on from this model, of another home, say. Tokens of the same name are the"
              + " same; what it does not know begins as what is unknown to it.")
  private @Nullable Path file;

  @Option(
      names = "--init-names",
      paramLabel = "FILE",
      description =
          "Events: CSV with the columns own and theirs, which names tokens of that model that are"
              + " called otherwise here.")
  private @Nullable Path names;

  /** Whether there is something to go on from. */
  public boolean isGiven() {
    return file != null || names != null;
  }

  /**
   * Reads the model; null: none is given.
   *
   * @param hasNetwork whether its network is wanted
   * @throws IllegalArgumentException when it cannot be gone on from
   */
  public @Nullable Beginning read(boolean hasNetwork) throws IOException {
    if (file == null) {
      if (names != null) {
        throw new IllegalArgumentException("--init-names goes with --init-from");
      }
      return null;
    }
    try {
      return Beginning.read(file, names, hasNetwork);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("--init-from: " + e.getMessage(), e);
    }
  }

  /**
   * The shape of the network: that of the model which is gone on from, if it has one.
   *
   * @param asked by options, or by default
   * @param isGiven whether an option was given
   * @throws IllegalArgumentException when an option asks for another shape
   */
  public static @Nullable TokenArchitecture shape(
      @Nullable Beginning begin, @Nullable TokenArchitecture asked, Predicate<String> isGiven) {
    Network network = begin == null ? null : begin.network();
    if (asked == null || network == null) {
      return asked;
    }
    TokenArchitecture shape = of(network);
    boolean isOther = isGiven.test("--cell") && asked.cell() != shape.cell();
    isOther |= isGiven.test("--layers") && asked.layers() != shape.layers();
    isOther |= isGiven.test("--hidden") && asked.hidden() != shape.hidden();
    isOther |= isGiven.test("--embedding") && asked.embedding() != shape.embedding();
    isOther |= isGiven.test("--embedding-width") && asked.width() != shape.width();
    if (isOther) {
      throw new IllegalArgumentException(
          ("--init-from: its network has --cell %s --layers %d --hidden %d --embedding %s"
                  + " --embedding-width %d, and keeps that: leave those options out")
              .formatted(
                  shape.cell(),
                  shape.layers(),
                  shape.hidden(),
                  shape.embedding().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                  shape.width()));
    }
    return shape;
  }

  private static TokenArchitecture of(Network network) {
    Embedding embedding =
        NetworkRows.isOneHot(network)
            ? Embedding.ONE_HOT
            : NetworkRows.isTied(network) ? Embedding.TIED : Embedding.LEARNED;
    int width = network.embedding().length / network.logits().bias().length;
    return new TokenArchitecture(
        network.cell(), network.layers().size(), network.hidden(), embedding, width);
  }
}
