package io.sluice.config.read;

import io.sluice.config.http.TlsIdentity;
import io.sluice.config.yaml.Section;
import io.sluice.config.yaml.Setting;
import io.sluice.config.yaml.SmallFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code http.tls}: PEM files (RFC 7468), as certificate authorities hand them out. */
final class TlsReader {
  private static final Pattern PRIVATE_KEY =
      Pattern.compile(
          "-----BEGIN ([A-Z ]*)PRIVATE KEY-----([A-Za-z0-9+/=\\s]*)-----END \\1PRIVATE KEY-----");

  private static final String CONVERT =
      "; convert it with: openssl pkcs8 -topk8 -nocrypt -in OLD.pem -out NEW.pem";

  /** By algorithm of the key, what it signs with. */
  private static final Map<String, String> SIGNATURES =
      Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA", "EdDSA", "EdDSA");

  private TlsReader() {}

  /**
   * The identity; null when the setting is absent or has problems.
   *
   * @param directory where relative paths start
   */
  static @Nullable TlsIdentity read(Setting setting, Path directory) {
    Section section = setting.section();
    @Nullable List<X509Certificate> chain = chain(section.require("certificate"), directory);
    Setting keySetting = section.require("key");
    byte @Nullable [] pem = bytes(keySetting, directory);
    if (chain == null || pem == null) {
      return null;
    }
    PublicKey publicKey = chain.get(0).getPublicKey();
    @Nullable PrivateKey key = key(pem, publicKey.getAlgorithm(), keySetting);
    if (key == null) {
      return null;
    }
    if (!matches(key, publicKey)) {
      keySetting.problem("is not the key of the first certificate in http.tls.certificate");
      return null;
    }
    return new TlsIdentity(chain, key);
  }

  private static byte @Nullable [] bytes(Setting setting, Path directory) {
    @Nullable String name = setting.text();
    if (name == null) {
      return null;
    }
    try {
      return SmallFile.read(directory.resolve(name));
    } catch (IOException | InvalidPathException e) {
      setting.problem("cannot read the file: " + e.getMessage());
      return null;
    }
  }

  private static @Nullable List<X509Certificate> chain(Setting setting, Path directory) {
    byte @Nullable [] pem = bytes(setting, directory);
    if (pem == null) {
      return null;
    }
    try {
      List<X509Certificate> chain =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(pem))
              .stream()
              .map(X509Certificate.class::cast)
              .toList();
      if (!chain.isEmpty()) {
        return chain;
      }
    } catch (CertificateException e) {
      // Reported below: what the parser says of it is of no use.
    }
    setting.problem("the file holds no certificate in the PEM format (BEGIN CERTIFICATE)");
    return null;
  }

  private static @Nullable PrivateKey key(byte[] pem, String algorithm, Setting setting) {
    Matcher block = PRIVATE_KEY.matcher(new String(pem, StandardCharsets.US_ASCII));
    if (!block.find()) {
      setting.problem("the file holds no private key in the PEM format (BEGIN PRIVATE KEY)");
      return null;
    }
    if (block.group(1).equals("ENCRYPTED ")) {
      setting.problem("the private key is encrypted" + CONVERT);
      return null;
    }
    if (!block.group(1).isEmpty()) {
      setting.problem("the private key is not in PKCS#8 form" + CONVERT);
      return null;
    }
    try {
      byte[] encoded = Base64.getMimeDecoder().decode(block.group(2));
      return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
    } catch (IllegalArgumentException | GeneralSecurityException e) {
      setting.problem("the file holds no usable private key of the kind " + algorithm);
      return null;
    }
  }

  /** Whether what the one signs the other accepts. */
  private static boolean matches(PrivateKey key, PublicKey publicKey) {
    try {
      @Nullable String algorithm = SIGNATURES.get(publicKey.getAlgorithm());
      if (algorithm == null) {
        return false;
      }
      Signature signature = Signature.getInstance(algorithm);
      byte[] message = {1, 2, 3};
      signature.initSign(key);
      signature.update(message);
      byte[] signed = signature.sign();
      signature.initVerify(publicKey);
      signature.update(message);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
