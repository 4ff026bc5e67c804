package io.sluice.config.read;

import io.sluice.config.http.PeersConfig;
import io.sluice.config.yaml.Section;
import io.sluice.config.yaml.Setting;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code http.advertised}, {@code http.peer-secret}, {@code http.peer-ca} and {@code
 * http.peers}.
 */
final class PeersReader {
  private static final int MAX_PORT = 65_535;
  private static final Pattern ADDRESS =
      Pattern.compile(
          "(?:\\[[0-9A-Fa-f:.]{2,45}]|[A-Za-z0-9](?:[A-Za-z0-9._-]{0,251}[A-Za-z0-9])?):(\\d{1,5})");

  private PeersReader() {}

  /**
   * How instances find one another.
   *
   * @param directory where relative paths start
   */
  static PeersConfig read(Section http, Path directory) {
    Setting advertisedSetting = http.get("advertised");
    Setting secretSetting = http.get("peer-secret");
    Setting peersSetting = http.get("peers");
    @Nullable Path authorities = authorities(http, directory);
    @Nullable String advertised = advertisedSetting.isPresent() ? address(advertisedSetting) : null;
    @Nullable String secret = HttpReader.token(secretSetting);
    if (!peersSetting.isPresent()) {
      return new PeersConfig(advertised, secret, List.of(), authorities);
    }
    List<String> peers = new ArrayList<>();
    for (Setting item : peersSetting.items()) {
      @Nullable String peer = address(item);
      if (peer != null) {
        peers.add(peer);
      }
    }
    if (!advertisedSetting.isPresent()) {
      peersSetting.problem("needs http.advertised, by which the others know this instance");
    }
    if (!secretSetting.isPresent()) {
      peersSetting.problem("needs http.peer-secret, which all instances share");
    }
    return advertised == null || secret == null
        ? PeersConfig.NONE
        : new PeersConfig(advertised, secret, peers, authorities);
  }

  private static @Nullable Path authorities(Section http, Path directory) {
    Setting setting = http.get("peer-ca");
    if (setting.isPresent() && !http.get("tls").isPresent()) {
      setting.problem("needs http.tls: without it instances speak plain HTTP");
    }
    return setting.isPresent() ? TlsReader.certificates(setting, directory) : null;
  }

  private static @Nullable String address(Setting setting) {
    @Nullable String text = setting.text();
    if (text == null) {
      return null;
    }
    Matcher address = ADDRESS.matcher(text);
    if (address.matches()) {
      int port = Integer.parseInt(address.group(1));
      if (port > 0 && port <= MAX_PORT) {
        return text;
      }
    }
    setting.problem("is not an address such as sluice-0.sluice:8080, a host and a port");
    return null;
  }
}
