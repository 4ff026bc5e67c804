package io.sluice.config.http;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/** What a TLS server proves itself with: a private key and the certificates that vouch for it. */
public final class TlsIdentity {
  private final List<X509Certificate> chain;
  private final PrivateKey key;

  public TlsIdentity(List<X509Certificate> chain, PrivateKey key) {
    this.chain = List.copyOf(chain);
    this.key = key;
  }

  /** The server's certificate first, then those of its issuers; at least one. */
  public List<X509Certificate> chain() {
    return chain;
  }

  /** The key of the first certificate. */
  public PrivateKey key() {
    return key;
  }
}
