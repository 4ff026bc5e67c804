package io.sluice.web.peer;

import io.sluice.config.http.HttpConfig;
import io.sluice.config.http.PeersConfig;
import io.sluice.config.http.TlsException;
import io.sluice.config.http.TlsFiles;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * The other instances that may be asked: those that the configuration names, and no others. They
 * know one another by a secret of their own. One that did not answer is left alone for a while, so
 * that it is not waited for by every question. Thread-safe.
 */
public final class Peers {
  /** Has the secret. A question that carries it is answered here, and not passed on. */
  public static final String HEADER = "Sluice-Peer";

  /** Of an instance that does not have a key: the partitions in which it has looked for it. */
  public static final String SEARCHED = "Sluice-Searched";

  private static final Duration CONNECT = Duration.ofSeconds(1);
  private static final long LEFT_ALONE_NANOS = Duration.ofSeconds(5).toNanos();
  private static final int MOST_BYTES = 16 << 20;

  private final PeersConfig config;
  private final String scheme;
  private final List<String> others;
  private final Map<String, Long> silentSince = new ConcurrentHashMap<>();
  private final HttpClient client;

  /**
   * Those of a configuration.
   *
   * @throws IOException when the certificates of those that vouch for them are of no use
   */
  public Peers(HttpConfig http) throws IOException {
    this.config = http.peers();
    this.scheme = http.tls() == null ? "http://" : "https://";
    this.others =
        config.addresses().stream()
            .filter(address -> !address.equals(config.advertised()))
            .distinct()
            .toList();
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .proxy(HttpClient.Builder.NO_PROXY)
            .connectTimeout(CONNECT);
    if (config.authorities() != null) {
      builder.sslContext(trusting(config.authorities()));
    }
    this.client = builder.build();
  }

  private static SSLContext trusting(Path authorities) throws IOException {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      for (X509Certificate certificate : TlsFiles.certificates(authorities)) {
        store.setCertificateEntry("ca-" + store.size(), certificate);
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (TlsException | GeneralSecurityException e) {
      throw new IOException("http.peer-ca: " + e.getMessage(), e);
    }
  }

  /** Those that may be asked, without this instance. */
  public List<String> others() {
    return others;
  }

  /** Whether there are any. */
  public boolean isAny() {
    return !others.isEmpty();
  }

  /** Whether a header shows that the question is another instance's. */
  public boolean isShownBy(@Nullable String header) {
    return header != null
        && config.secret() != null
        && MessageDigest.isEqual(bytes(header), bytes(config.secret()));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Asks one.
   *
   * @param target path and query
   * @param body to be posted; null: it is a GET
   * @return never fails: an instance that says nothing in that time has said so
   */
  public CompletableFuture<PeerAnswer> ask(
      String peer, String target, byte @Nullable [] body, Duration limit) {
    Long since = silentSince.get(peer);
    if (since != null && System.nanoTime() - since < LEFT_ALONE_NANOS) {
      return CompletableFuture.completedFuture(
          PeerAnswer.failed(peer, "not asked, it did not answer a moment ago"));
    }
    HttpRequest request;
    try {
      request = request(peer, target, body);
    } catch (IllegalArgumentException e) {
      return CompletableFuture.completedFuture(PeerAnswer.failed(peer, "it cannot be asked this"));
    }
    CompletableFuture<HttpResponse<byte[]>> answer =
        client.sendAsync(request, response -> limited());
    return answer
        .orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS)
        .handle((response, failure) -> heard(peer, response, failure, limit));
  }

  private HttpRequest request(String peer, String target, byte @Nullable [] body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(scheme + peer + target))
            .header(HEADER, "" + config.secret());
    return body == null
        ? request.GET().build()
        : request
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofByteArray(body))
            .build();
  }

  private static HttpResponse.BodySubscriber<byte[]> limited() {
    List<byte[]> parts = new ArrayList<>();
    int[] size = {0};
    return BodySubscribers.mapping(
        BodySubscribers.ofByteArrayConsumer(
            part ->
                part.ifPresent(
                    bytes -> {
                      size[0] += bytes.length;
                      if (size[0] <= MOST_BYTES) {
                        parts.add(bytes);
                      }
                    })),
        nothing -> {
          if (size[0] > MOST_BYTES) {
            throw new CompletionException(new IOException("its answer is too long"));
          }
          byte[] all = new byte[size[0]];
          int at = 0;
          for (byte[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
          }
          return all;
        });
  }

  private PeerAnswer heard(
      String peer,
      @Nullable HttpResponse<byte[]> response,
      @Nullable Throwable failure,
      Duration limit) {
    if (response != null) {
      silentSince.remove(peer);
      return new PeerAnswer(
          peer,
          response.statusCode(),
          response.headers().firstValue("Content-Type").orElse(null),
          response.headers().firstValue("Retry-After").orElse(null),
          PeerAnswer.partitions(response.headers().firstValue(SEARCHED).orElse("")),
          response.body(),
          null);
    }
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    silentSince.put(peer, System.nanoTime());
    if (cause instanceof TimeoutException) {
      return PeerAnswer.failed(peer, "no answer within " + limit.toSeconds() + " s");
    }
    if (cause instanceof SSLException) {
      return PeerAnswer.failed(peer, "it cannot prove who it is (http.tls, http.peer-ca)");
    }
    return PeerAnswer.failed(
        peer, cause instanceof ConnectException ? "it cannot be reached" : "the connection failed");
  }
}
