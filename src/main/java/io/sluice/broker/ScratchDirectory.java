package io.sluice.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * A directory for the data of one run: a new temporary one, which is deleted in the end, or one
 * that the user names and keeps. Nobody else gets into either when it is made here. What a run that
 * was killed has left is deleted by the next one.
 */
public final class ScratchDirectory implements AutoCloseable {
  /** How the names of temporary ones begin. */
  static final String PREFIX = "sluice-";

  /** How often a directory is emptied that somebody else still fills. */
  private static final int ATTEMPTS = 100;

  private final Path path;

  /** Null: the directory is kept. */
  private final @Nullable ScratchLock lock;

  private final Thread onExit = new Thread(this::delete, "delete-scratch-directory");

  private ScratchDirectory(Path path, @Nullable ScratchLock lock) {
    this.path = path;
    this.lock = lock;
  }

  /**
   * Opens the directory.
   *
   * @param keep the user's directory, created when missing; null: a temporary one
   */
  public static ScratchDirectory open(@Nullable Path keep) {
    try {
      if (keep != null) {
        return new ScratchDirectory(OwnerOnly.create(keep), null);
      }
      Path path = Files.createTempDirectory(PREFIX);
      ScratchDirectory scratch = new ScratchDirectory(path, ScratchLock.take(path));
      ScratchSweep.beside(path);
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
    if (lock != null) {
      delete();
      lock.close();
      try {
        Runtime.getRuntime().removeShutdownHook(onExit);
      } catch (IllegalStateException e) {
        return; // the process is ending, and the hook with it
      }
    }
  }

  private void delete() {
    delete(path);
  }

  /**
   * Deletes a directory with all that is in it, and what is put there meanwhile: whoever is stopped
   * may still be at work. A link is deleted, what it points to is not.
   *
   * @throws UncheckedIOException when something cannot be deleted
   */
  public static void delete(Path directory) {
    for (int left = ATTEMPTS; Files.exists(directory, LinkOption.NOFOLLOW_LINKS); left--) {
      try {
        Files.walkFileTree(directory, new Deleter());
      } catch (DirectoryNotEmptyException e) {
        if (left <= 1) {
          throw new UncheckedIOException("cannot delete " + directory, e);
        }
      } catch (IOException e) {
        throw new UncheckedIOException("cannot delete " + directory, e);
      }
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
