package io.sluice.web;

import io.sluice.config.http.TlsException;
import io.sluice.config.http.TlsFiles;
import io.sluice.config.http.TlsIdentity;
import io.sluice.config.yaml.SmallFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The JDK's TLS with our identity: versions and cipher suites are those that it allows.
 *
 * <p>The files are looked at every two seconds. When they have changed, and stayed the same for one
 * look, connections from then on get the new identity. One that cannot be used is logged once, and
 * the old one goes on.
 */
final class Tls implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Tls.class);
  private static final Duration LOOK = Duration.ofSeconds(2);

  /** Of a store that is never written anywhere. */
  private static final char[] PASSWORD = "in-memory".toCharArray();

  private final TlsFiles files;
  private final SslContextFactory.Server factory = new SslContextFactory.Server();
  private final ScheduledExecutorService watch;
  private Content used;
  private Content seen;

  /** What the files hold, or why they cannot be read. */
  private record Content(ByteBuffer certificate, ByteBuffer key, String problem) {
    static Content of(TlsFiles files) {
      try {
        return new Content(read(files.certificate()), read(files.key()), "");
      } catch (IOException e) {
        return new Content(ByteBuffer.allocate(0), ByteBuffer.allocate(0), "" + e.getMessage());
      }
    }

    private static ByteBuffer read(Path file) throws IOException {
      return ByteBuffer.wrap(SmallFile.read(file));
    }
  }

  /**
   * Reads the identity and watches it.
   *
   * @throws IOException when it cannot be used
   */
  Tls(TlsFiles files) throws IOException {
    this.files = files;
    this.used = Content.of(files);
    this.seen = used;
    try {
      factory.setSslContext(context(files.read()));
    } catch (TlsException e) {
      throw new IOException(describe(e), e);
    } catch (GeneralSecurityException e) {
      throw new IOException("http.tls: cannot be used: " + e.getMessage(), e);
    }
    this.watch =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "sluice-http-tls");
              thread.setDaemon(true);
              return thread;
            });
    var unused =
        watch.scheduleWithFixedDelay(
            this::look, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** What connections are made with. */
  SslContextFactory.Server factory() {
    return factory;
  }

  private void look() {
    Content now = Content.of(files);
    if (!now.equals(seen)) {
      seen = now;
    } else if (!now.equals(used)) {
      used = now;
      reload();
    }
  }

  private void reload() {
    try {
      TlsIdentity identity = files.read();
      SSLContext context = context(identity);
      factory.reload(ours -> ours.setSslContext(context));
      LOG.info(
          "event=tls-reloaded not-after={}", identity.chain().get(0).getNotAfter().toInstant());
    } catch (TlsException e) {
      refuse(describe(e));
    } catch (Exception e) { // as Jetty declares
      refuse("http.tls: cannot be used: " + e.getMessage());
    }
  }

  private static void refuse(String reason) {
    LOG.warn("event=tls-refused reason=\"{}\"", reason);
  }

  private static String describe(TlsException e) {
    return "http.tls." + (e.isOfKey() ? "key" : "certificate") + ": " + e.getMessage();
  }

  private static SSLContext context(TlsIdentity identity)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    Certificate[] chain = identity.chain().toArray(Certificate[]::new);
    store.setKeyEntry("http", identity.key(), PASSWORD, chain);
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }

  @Override
  public void close() {
    watch.shutdownNow();
  }
}
