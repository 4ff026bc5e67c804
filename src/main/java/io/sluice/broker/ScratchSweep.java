package io.sluice.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;
import java.util.EnumSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deletes the scratch directories of this user's processes that were killed. */
final class ScratchSweep {
  private static final Logger LOG = LoggerFactory.getLogger(ScratchSweep.class);

  private ScratchSweep() {}

  /**
   * Looks beside a scratch directory. Those of others, those that others get into, and those of
   * processes that live are left alone.
   *
   * @param ours the scratch directory of this process
   */
  static void beside(Path ours) {
    Path parent = ours.getParent();
    if (parent == null) {
      return;
    }
    try (DirectoryStream<Path> found =
        Files.newDirectoryStream(parent, ScratchDirectory.PREFIX + "*")) {
      UserPrincipal user = Files.getOwner(ours);
      for (Path directory : found) {
        sweep(directory, user);
      }
    } catch (IOException | DirectoryIteratorException e) {
      LOG.debug("event=scratch-not-swept directory=\"{}\" cause=\"{}\"", parent, e.toString());
    }
  }

  private static void sweep(Path directory, UserPrincipal user) {
    try {
      if (isPrivate(directory, user) && ScratchLock.isAbandoned(directory)) {
        ScratchDirectory.delete(directory);
        LOG.info("event=scratch-swept directory=\"{}\"", directory);
      }
    } catch (IOException | UncheckedIOException e) {
      LOG.debug("event=scratch-not-swept directory=\"{}\" cause=\"{}\"", directory, e.toString());
    }
  }

  /** Nobody else can put a link in it while it is being deleted. */
  private static boolean isPrivate(Path directory, UserPrincipal user) throws IOException {
    if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)
        || !Files.getOwner(directory, LinkOption.NOFOLLOW_LINKS).equals(user)) {
      return false;
    }
    if (!directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      return true;
    }
    Set<PosixFilePermission> others =
        EnumSet.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);
    others.retainAll(Files.getPosixFilePermissions(directory, LinkOption.NOFOLLOW_LINKS));
    return others.isEmpty();
  }
}
