package io.sluice.config;

import io.sluice.config.http.TlsFiles;
import io.sluice.config.http.TlsIdentity;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A new key and a self-signed certificate for this machine, made by the JDK's keytool. */
public final class TestIdentity {
  private static final String PASSWORD = "store-password";

  private final KeyStore store;
  private final Path certificate;
  private final Path key;

  /** Writes the files into a directory; {@code algorithm} is RSA, EC or Ed25519. */
  public TestIdentity(Path directory, String algorithm) throws Exception {
    Path file = Files.createDirectories(directory).resolve(algorithm + ".p12");
    keytool(
        "-genkeypair",
        "-alias",
        "me",
        "-keyalg",
        algorithm,
        "-dname",
        "CN=localhost",
        "-ext",
        "SAN=dns:localhost,ip:127.0.0.1",
        "-storetype",
        "PKCS12",
        "-storepass",
        PASSWORD,
        "-keystore",
        file.toString());
    store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD.toCharArray());
    }
    certificate = directory.resolve(algorithm + "-certificate.pem");
    key = directory.resolve(algorithm + "-key.pem");
    Files.writeString(certificate, pem("CERTIFICATE", store.getCertificate("me").getEncoded()));
    byte[] encoded = store.getKey("me", PASSWORD.toCharArray()).getEncoded();
    Files.writeString(key, pem("PRIVATE KEY", encoded));
  }

  private static void keytool(String... arguments) throws IOException, InterruptedException {
    Path tool = Path.of(System.getProperty("java.home"), "bin", "keytool");
    List<String> command = new ArrayList<>(List.of(tool.toString()));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(output);
    }
  }

  private static String pem(String type, byte[] content) {
    String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
    return "-----BEGIN %s-----%n%s%n-----END %s-----%n".formatted(type, base64, type);
  }

  /** The certificate as PEM. */
  public Path certificate() {
    return certificate;
  }

  /** The private key as PEM, PKCS#8. */
  public Path key() {
    return key;
  }

  /** As a configuration names it. */
  public TlsFiles tls() {
    return new TlsFiles(certificate, key);
  }

  /** What the files hold. */
  public TlsIdentity identity() throws GeneralSecurityException {
    return new TlsIdentity(
        List.of((X509Certificate) store.getCertificate("me")),
        (PrivateKey) store.getKey("me", PASSWORD.toCharArray()));
  }

  /** TLS of a client that trusts this certificate alone. */
  public SSLContext trusting() throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("ca", store.getCertificate("me"));
    TrustManagerFactory managers = TrustManagerFactory.getInstance("PKIX");
    managers.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    return context;
  }
}
