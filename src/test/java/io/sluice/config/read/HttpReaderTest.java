package io.sluice.config.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sluice.config.SampleConfigs;
import io.sluice.config.SluiceConfig;
import io.sluice.config.TestIdentity;
import io.sluice.config.http.PeersConfig;
import io.sluice.config.http.TlsFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What stands between the network and the metrics is either right or refused with its place. */
final class HttpReaderTest {
  @TempDir Path directory;

  @BeforeEach
  void createModel() throws Exception {
    Files.createFile(directory.resolve("model.onnx"));
  }

  private SluiceConfig load(String http) throws Exception {
    Path file =
        Files.writeString(directory.resolve("sluice.yaml"), http + "\n" + SampleConfigs.MINIMAL);
    return ConfigLoader.load(file, name -> name.equals("TOKEN") ? "from-the-environment" : null);
  }

  private String refused(String http) {
    return catchThrowableOfType(ConfigException.class, () -> load(http)).getMessage();
  }

  @Test
  void token_comesFromAVariableOrAFile_andIsNotPrinted() throws Exception {
    Files.writeString(directory.resolve("token"), "0123456789abcdef-file\n");

    SluiceConfig variable = load("http: { token: \"${TOKEN}\" }");
    SluiceConfig file = load("http: { token: \"${file:token}\" }");
    SluiceConfig absolute =
        load("http: { token: \"${file:%s}\" }".formatted(directory.resolve("token")));

    assertThat(variable.http().token().text()).isEqualTo("from-the-environment");
    assertThat(file.http().token().text()).isEqualTo("0123456789abcdef-file");
    assertThat(absolute.http().token().text()).isEqualTo("0123456789abcdef-file");
    assertThat(variable.toString()).doesNotContain("environment").contains("bearer token");
    Files.writeString(directory.resolve("token"), "0123456789abcdef-next\n");
    assertThat(file.http().token().read()).isEqualTo("0123456789abcdef-next");
    assertThat(variable.http().token().mayChange()).isFalse();
    Files.delete(directory.resolve("token"));
    assertThatThrownBy(() -> file.http().token().read())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("cannot be read: there is no file");
  }

  @Test
  void peers_haveAddressesAndASecret_thatIsNotPrinted() throws Exception {
    SluiceConfig config =
        load(
            "http: { advertised: \"sluice-0.sluice:8080\", peer-secret: \"${TOKEN}\","
                + " peers: [\"sluice-0.sluice:8080\", \"[::1]:9090\"] }");

    assertThat(config.http().peers())
        .isEqualTo(
            new PeersConfig(
                "sluice-0.sluice:8080",
                "from-the-environment",
                List.of("sluice-0.sluice:8080", "[::1]:9090"),
                null));
    assertThat(config.toString())
        .contains("advertised as sluice-0.sluice:8080")
        .doesNotContain("environment");
    assertThat(config.http().peers().toString()).doesNotContain("environment");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sluice",
        "sluice:",
        "sluice:0",
        "sluice:65536",
        ":8080",
        "http://sluice:8080",
        "sluice:8080/x",
        "user@sluice:8080",
        "a b:8080",
        "[::1:8080",
        "-a:80"
      })
  void addressThatIsNoHostAndPort_isRefused(String address) {
    assertThat(refused("http: { advertised: \"" + address + "\" }"))
        .contains(":1: http.advertised: is not an address");
    assertThat(refused("http: { peers: [\"" + address + "\"] }"))
        .contains(":1: http.peers[0]: is not an address");
  }

  @Test
  void peersWithoutAnAddressOrASecret_areRefused() {
    assertThat(refused("http: { peers: [\"a:1\"] }"))
        .contains("http.peers: needs http.advertised", "http.peers: needs http.peer-secret");
    assertThat(refused("http: { peer-secret: short }")).contains("http.peer-secret: is not");
  }

  @ParameterizedTest
  @ValueSource(strings = {"hunter2", "hunter2 hunter2 hunter2", "'hunter2hunter2hunter2§'", "''"})
  void tokenThatIsShortOrNoToken_isRefusedUnseen(String token) {
    assertThat(refused("http: { token: " + token + " }"))
        .contains("sluice.yaml:1: http.token: is not a bearer token")
        .doesNotContain("hunter2");
  }

  @Test
  void fileThatIsMissingOrTooLargeOrNoText_isNamed() throws Exception {
    Files.write(directory.resolve("large"), new byte[64 * 1024 + 1]);
    Files.write(directory.resolve("binary"), new byte[] {(byte) 0xFF});

    assertThat(refused("http: { token: \"${file:none}\" }"))
        .contains(":1: http.token: ${file:none} cannot be read: there is no file ")
        .contains(directory.resolve("none").toString());
    assertThat(refused("http: { token: \"${file:large}\" }")).contains("is larger than 64 KiB");
    assertThat(refused("http: { token: \"${file:binary}\" }")).contains("is not UTF-8 text");
  }

  @Test
  void substitutedValueOfTheWrongKind_isNotShown() {
    assertThat(refused("http: { port: \"${TOKEN}\" }"))
        .contains(":1: http.port: expected an integer, found \"${TOKEN}\"")
        .doesNotContain("environment");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "'::'", "192.0.2.7", "no-such-host.invalid"})
  void addressOfOtherMachines_needsATokenOrThatItIsMeant(String host) throws Exception {
    assertThat(refused("http: { host: %s }".formatted(host)))
        .contains("sluice.yaml:1: http.host: is reached by other machines")
        .contains("set http.token, or http.open: true");
    assertThat(refused("http: { host: %s, open: false }".formatted(host))).contains("http.host");
    String named = host.replace("'", "");
    assertThat(load("http: { host: %s, open: true }".formatted(host)).http().host())
        .isEqualTo(named);
    assertThat(load("http: { host: %s, token: \"${TOKEN}\" }".formatted(host)).http().host())
        .isEqualTo(named);
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.0.0.2", "localhost", "'::1'"})
  void addressOfThisMachineAlone_needsNoToken(String host) throws Exception {
    assertThat(load("http: { host: %s }".formatted(host)).http().token()).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"RSA", "EC", "Ed25519"})
  void certificateAndKey_areReadFromPem(String algorithm) throws Exception {
    TestIdentity identity = new TestIdentity(directory, algorithm);

    TlsFiles files = load(tls(identity.certificate(), identity.key())).http().tls();

    assertThat(files).isEqualTo(identity.tls());
    assertThat(files.read().chain()).isEqualTo(identity.identity().chain());
    assertThat(files.read().key()).isEqualTo(identity.identity().key());
  }

  @Test
  void keyOrCertificateThatCannotBeUsed_isRefusedWithTheKeysPath() throws Exception {
    TestIdentity identity = new TestIdentity(directory, "EC");
    TestIdentity other = new TestIdentity(directory.resolve("other"), "EC");
    Path certificate = identity.certificate();
    Path encrypted = pem("ENCRYPTED PRIVATE KEY");
    Path pkcs1 = pem("RSA PRIVATE KEY");
    Path broken = pem("PRIVATE KEY");

    assertThat(refused(tls(certificate, other.key())))
        .contains(":1: http.tls.key: is not the key of the first certificate");
    assertThat(refused(tls(certificate, encrypted)))
        .contains(":1: http.tls.key: the private key is encrypted; convert it with: openssl pkcs8");
    assertThat(refused(tls(certificate, pkcs1))).contains("is not in PKCS#8 form; convert");
    assertThat(refused(tls(certificate, broken))).contains("no usable private key of the kind EC");
    assertThat(refused(tls(certificate, certificate))).contains("holds no private key");
    assertThat(refused(tls(certificate, Path.of("none")))).contains("http.tls.key: cannot read");
    assertThat(refused(tls(identity.key(), identity.key())))
        .contains(":1: http.tls.certificate: the file holds no certificate");
    assertThat(refused("http: { tls: { certificate: c } }")).contains("http.tls.key: is required");
  }

  private Path pem(String type) throws Exception {
    Path file = directory.resolve(type.replace(' ', '-') + ".pem");
    return Files.writeString(
        file, "-----BEGIN %1$s-----\nAAAA\n-----END %1$s-----\n".formatted(type));
  }

  private static String tls(Path certificate, Path key) {
    return "http: { tls: { certificate: '%s', key: '%s' } }".formatted(certificate, key);
  }
}
