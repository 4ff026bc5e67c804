package io.sluice.config.read;

import static java.util.Objects.requireNonNullElse;

import io.sluice.config.Defaults;
import io.sluice.config.http.HttpConfig;
import io.sluice.config.http.TlsIdentity;
import io.sluice.config.yaml.Section;
import io.sluice.config.yaml.Setting;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code http}. */
final class HttpReader {
  private static final int MAX_PORT = 65_535;

  /** What RFC 6750 allows, of a length that cannot be guessed. */
  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/-]{16,1024}=*");

  private HttpReader() {}

  /**
   * The settings, defaults for what is absent or wrong.
   *
   * @param directory where relative paths start
   */
  static HttpConfig read(Setting setting, Path directory) {
    Section section = setting.section();
    return new HttpConfig(
        requireNonNullElse(section.get("host").text(), Defaults.HTTP_HOST),
        requireNonNullElse(section.get("port").integer(0, MAX_PORT), Defaults.HTTP_PORT),
        token(section.get("token")),
        tls(section.get("tls"), directory),
        PeersReader.read(section));
  }

  private static @Nullable TlsIdentity tls(Setting setting, Path directory) {
    return setting.isPresent() ? TlsReader.read(setting, directory) : null;
  }

  static @Nullable String token(Setting setting) {
    @Nullable String token = setting.isPresent() ? setting.property() : null;
    if (token == null || TOKEN.matcher(token).matches()) {
      return token;
    }
    setting.problem(
        "is not a bearer token, which has at least 16 letters, digits or -._~+/, and = only at"
            + " its end; make one with: openssl rand -hex 32");
    return null;
  }
}
