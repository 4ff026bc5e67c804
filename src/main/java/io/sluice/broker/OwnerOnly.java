package io.sluice.broker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Directories that hold keys and their values: nobody but their owner gets into them, so that the
 * modes of what RocksDB and Kafka write in them do not matter. Where there are no such modes, it is
 * as the system has it.
 */
public final class OwnerOnly {
  private static final Logger LOG = LoggerFactory.getLogger(OwnerOnly.class);
  private static final Set<PosixFilePermission> MODE = PosixFilePermissions.fromString("rwx------");

  private OwnerOnly() {}

  /** Creates what is missing of a directory, for its owner only; what is there stays as it is. */
  public static Path create(Path directory) throws IOException {
    return hasModes(directory)
        ? Files.createDirectories(directory, PosixFilePermissions.asFileAttribute(MODE))
        : Files.createDirectories(directory);
  }

  /** Takes a directory of ours from everybody else; says so when that cannot be done. */
  public static void tighten(Path directory) {
    try {
      if (hasModes(directory) && !MODE.equals(Files.getPosixFilePermissions(directory))) {
        Files.setPosixFilePermissions(directory, MODE);
      }
    } catch (IOException e) {
      LOG.warn(
          "event=directory-not-private directory=\"{}\" cause=\"{}\"", directory, e.toString());
    }
  }

  private static boolean hasModes(Path directory) {
    return directory.getFileSystem().supportedFileAttributeViews().contains("posix");
  }
}
