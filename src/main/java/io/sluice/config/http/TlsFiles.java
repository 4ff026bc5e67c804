package io.sluice.config.http;

import io.sluice.config.yaml.SmallFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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

/**
 * Where an identity stands: PEM files (RFC 7468), as certificate authorities hand them out.
 *
 * @param certificate the server's certificate, and those of its issuers after it
 * @param key the private key of the first, PKCS#8 without a password
 */
public record TlsFiles(Path certificate, Path key) {
  private static final Pattern PRIVATE_KEY =
      Pattern.compile(
          "-----BEGIN ([A-Z ]*)PRIVATE KEY-----([A-Za-z0-9+/=\\s]*)-----END \\1PRIVATE KEY-----");

  private static final String CONVERT =
      "; convert it with: openssl pkcs8 -topk8 -nocrypt -in OLD.pem -out NEW.pem";

  /** By algorithm of the key, what it signs with. */
  private static final Map<String, String> SIGNATURES =
      Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA", "EdDSA", "EdDSA");

  /**
   * Reads the identity as the files are now.
   *
   * @throws TlsException when a file cannot be read or used, or the two do not belong together
   */
  public TlsIdentity read() throws TlsException {
    List<X509Certificate> chain = certificates(certificate);
    byte[] pem = bytes(key, true);
    PublicKey publicKey = chain.get(0).getPublicKey();
    PrivateKey secret = key(pem, publicKey.getAlgorithm());
    if (!matches(secret, publicKey)) {
      throw new TlsException(
          true, "is not the key of the first certificate in http.tls.certificate");
    }
    return new TlsIdentity(chain, secret);
  }

  private static byte[] bytes(Path file, boolean isOfKey) throws TlsException {
    try {
      return SmallFile.read(file);
    } catch (IOException e) {
      throw new TlsException(isOfKey, "cannot read the file: " + e.getMessage());
    }
  }

  /**
   * All certificates of a PEM file.
   *
   * @return at least one
   * @throws TlsException when it cannot be read, or there is none
   */
  public static List<X509Certificate> certificates(Path file) throws TlsException {
    byte[] pem = bytes(file, false);
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
    throw new TlsException(
        false, "the file holds no certificate in the PEM format (BEGIN CERTIFICATE)");
  }

  private static PrivateKey key(byte[] pem, String algorithm) throws TlsException {
    Matcher block = PRIVATE_KEY.matcher(new String(pem, StandardCharsets.US_ASCII));
    if (!block.find()) {
      throw new TlsException(
          true, "the file holds no private key in the PEM format (BEGIN PRIVATE KEY)");
    }
    if (block.group(1).equals("ENCRYPTED ")) {
      throw new TlsException(true, "the private key is encrypted" + CONVERT);
    }
    if (!block.group(1).isEmpty()) {
      throw new TlsException(true, "the private key is not in PKCS#8 form" + CONVERT);
    }
    try {
      byte[] encoded = Base64.getMimeDecoder().decode(block.group(2));
      return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
    } catch (IllegalArgumentException | GeneralSecurityException e) {
      throw new TlsException(true, "the file holds no usable private key of the kind " + algorithm);
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
