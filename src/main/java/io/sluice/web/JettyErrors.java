package io.sluice.web;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * What the server itself refuses, before any handler is asked: an address that is none, or too much
 * of one. It gets a problem document, as everything else that is wrong with a question.
 */
final class JettyErrors extends ErrorHandler {
  private static final HttpField TYPE =
      new HttpField(HttpHeader.CONTENT_TYPE, "application/problem+json");

  @Override
  public boolean errorPageForMethod(String method) {
    return true;
  }

  @Override
  protected void generateResponse(
      Request request,
      Response response,
      int code,
      @Nullable String message,
      @Nullable Throwable cause,
      Callback callback) {
    response.getHeaders().put(TYPE);
    response.getHeaders().put("X-Content-Type-Options", "nosniff");
    response.write(true, body(code), callback);
  }

  private static ByteBuffer body(int status) {
    String detail =
        switch (status) {
          case HttpStatus.BAD_REQUEST_400 ->
              "the request is no HTTP, or its address is not percent-encoded UTF-8";
          case HttpStatus.URI_TOO_LONG_414 -> "the address is too long";
          case HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE_431 -> "the headers are too long";
          default -> "refused";
        };
    return ByteBuffer.wrap(ProblemDocument.of(status, detail).getBytes(StandardCharsets.UTF_8));
  }
}
