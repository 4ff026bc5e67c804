package io.sluice.config.read;

import io.sluice.config.http.TlsException;
import io.sluice.config.http.TlsFiles;
import io.sluice.config.yaml.Section;
import io.sluice.config.yaml.Setting;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Reads {@code http.tls}. */
final class TlsReader {
  private TlsReader() {}

  /**
   * Files that hold an identity; null when the setting has problems.
   *
   * @param directory where relative paths start
   */
  static @Nullable TlsFiles read(Setting setting, Path directory) {
    Section section = setting.section();
    Setting certificateSetting = section.require("certificate");
    Setting keySetting = section.require("key");
    @Nullable Path certificate = path(certificateSetting, directory);
    @Nullable Path key = path(keySetting, directory);
    if (certificate == null || key == null) {
      return null;
    }
    TlsFiles files = new TlsFiles(certificate, key);
    try {
      files.read();
      return files;
    } catch (TlsException e) {
      (e.isOfKey() ? keySetting : certificateSetting).problem("" + e.getMessage());
      return null;
    }
  }

  /** A file of certificates; null when the setting has problems. */
  static @Nullable Path certificates(Setting setting, Path directory) {
    @Nullable Path file = path(setting, directory);
    try {
      if (file != null) {
        TlsFiles.certificates(file);
      }
      return file;
    } catch (TlsException e) {
      setting.problem("" + e.getMessage());
      return null;
    }
  }

  private static @Nullable Path path(Setting setting, Path directory) {
    @Nullable String name = setting.text();
    try {
      return name == null ? null : directory.resolve(name);
    } catch (InvalidPathException e) {
      setting.problem("cannot read the file: " + e.getMessage());
      return null;
    }
  }
}
