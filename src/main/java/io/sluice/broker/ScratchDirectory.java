package io.sluice.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * A directory for the data of one run: a new temporary one, which is deleted in the end, or one
 * that the user names and keeps.
 */
public final class ScratchDirectory implements AutoCloseable {
  private final Path path;
  private final boolean kept;
  private final Thread onExit = new Thread(this::delete, "delete-scratch-directory");

  private ScratchDirectory(Path path, boolean kept) {
    this.path = path;
    this.kept = kept;
  }

  /**
   * Opens the directory.
   *
   * @param keep the user's directory, created when missing; null: a temporary one
   */
  public static ScratchDirectory open(@Nullable Path keep) {
    try {
      if (keep != null) {
        return new ScratchDirectory(Files.createDirectories(keep), true);
      }
      ScratchDirectory scratch = new ScratchDirectory(Files.createTempDirectory("sluice-"), false);
      Runtime.getRuntime().addShutdownHook(scratch.onExit);
      return scratch;
    } catch (IOException e) {
      throw new BrokerException("cannot use a directory for data: " + e, e);
    }
  }

  public Path path() {
    return path;
  }

  /** Deletes a temporary directory; what cannot be deleted stays. */
  @Override
  public void close() {
    if (!kept) {
      delete();
      try {
        Runtime.getRuntime().removeShutdownHook(onExit);
      } catch (IllegalStateException e) {
        return; // the process is ending, and the hook with it
      }
    }
  }

  private void delete() {
    if (!Files.exists(path)) {
      return;
    }
    try {
      Files.walkFileTree(path, new Deleter());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete " + path, e);
    }
  }

  private static final class Deleter extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.deleteIfExists(file);
      return FileVisitResult.CONTINUE;
    }

    /** A broker that is still closing deletes files as well. */
    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) {
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
        throws IOException {
      Files.deleteIfExists(directory);
      return FileVisitResult.CONTINUE;
    }
  }
}
