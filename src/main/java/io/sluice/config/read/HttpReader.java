package io.sluice.config.read;

import static java.util.Objects.requireNonNullElse;

import io.sluice.config.Defaults;
import io.sluice.config.http.HttpConfig;
import io.sluice.config.http.TlsFiles;
import io.sluice.config.http.Token;
import io.sluice.config.yaml.Section;
import io.sluice.config.yaml.Setting;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Reads {@code http}. */
final class HttpReader {
  private static final int MAX_PORT = 65_535;

  private static final String EXPOSED =
      "is reached by other machines, and without http.token anyone there may read metrics,"
          + " forecasts, alerts and keys; set http.token, or http.open: true if that is meant";

  private HttpReader() {}

  /**
   * The settings, defaults for what is absent or wrong.
   *
   * @param directory where relative paths start
   */
  static HttpConfig read(Setting setting, Path directory) {
    Section section = setting.section();
    String host = requireNonNullElse(section.get("host").text(), Defaults.HTTP_HOST);
    Setting tokenSetting = section.get("token");
    boolean isOpen = requireNonNullElse(section.get("open").bool(), Defaults.HTTP_OPEN);
    if (!isOpen && !tokenSetting.isPresent() && !isLoopback(host)) {
      section.get("host").problem(EXPOSED);
    }
    return new HttpConfig(
        host,
        requireNonNullElse(section.get("port").integer(0, MAX_PORT), Defaults.HTTP_PORT),
        bearer(tokenSetting),
        tls(section.get("tls"), directory),
        PeersReader.read(section, directory));
  }

  /** A name that is not known here is taken for one of another machine. */
  private static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  private static @Nullable TlsFiles tls(Setting setting, Path directory) {
    return setting.isPresent() ? TlsReader.read(setting, directory) : null;
  }

  private static @Nullable Token bearer(Setting setting) {
    @Nullable String token = token(setting);
    if (token == null) {
      return null;
    }
    return setting.isFromFile() ? Token.of(token, setting.reread()) : Token.of(token);
  }

  static @Nullable String token(Setting setting) {
    @Nullable String token = setting.isPresent() ? setting.property() : null;
    if (token == null || Token.isWellFormed(token)) {
      return token;
    }
    setting.problem(
        "is not a bearer token, which has at least 16 letters, digits or -._~+/, and = only at"
            + " its end; make one with: openssl rand -hex 32");
    return null;
  }
}
