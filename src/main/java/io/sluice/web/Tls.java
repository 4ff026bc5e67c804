package io.sluice.web;

import io.sluice.config.http.TlsIdentity;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** The JDK's TLS with our identity: versions and cipher suites are those that it allows. */
final class Tls {
  /** Of a store that is never written anywhere. */
  private static final char[] PASSWORD = "in-memory".toCharArray();

  private Tls() {}

  static SSLContext context(TlsIdentity identity) throws IOException {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      Certificate[] chain = identity.chain().toArray(Certificate[]::new);
      store.setKeyEntry("http", identity.key(), PASSWORD, chain);
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, PASSWORD);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException("http.tls: cannot be used: " + e.getMessage(), e);
    }
  }
}
