package io.sluice.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The OpenAPI document, held against a running service. */
@Timeout(120)
final class OpenApiTest {
  private static final String KEY = "Küche/50% \"😀\"";
  private static final Pattern PARAMETER = Pattern.compile("\\{(\\w+)}");

  @TempDir Path dir;
  private ShopRig rig;
  private Service service;
  private ObjectNode document;

  @BeforeEach
  void start() throws Exception {
    rig = ShopRig.start(dir);
    service = rig.service();
    document = get("/openapi.json");
  }

  @AfterEach
  void stop() throws Exception {
    service.close();
    rig.close();
  }

  private ObjectNode get(String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + service.httpPort() + path);
    HttpResponse<String> answer = rig.send(HttpRequest.newBuilder(uri).build());
    assertThat(answer.statusCode()).as(path).isEqualTo(200);
    return (ObjectNode) ShopRig.JSON.readTree(answer.body());
  }

  /** An operation of the document. */
  private record Operation(String path, String method, JsonNode node) {
    String id() {
      return node.get("operationId").asText();
    }
  }

  private List<Operation> operations() {
    return document.get("paths").properties().stream()
        .flatMap(
            path ->
                path.getValue().properties().stream()
                    .map(one -> new Operation(path.getKey(), one.getKey(), one.getValue())))
        .toList();
  }

  @Test
  void document_isOpenApi31_andWhatItRefersToIsThere() throws Exception {
    assertThat(document.get("openapi").asText()).startsWith("3.1.");
    assertThat(document.get("info").get("title").asText()).isEqualTo("Sluice");
    Set<String> ids = new HashSet<>();
    Set<String> tags = new HashSet<>(document.get("tags").findValuesAsText("name"));
    for (Operation operation : operations()) {
      assertThat(ids.add(operation.id())).as(operation.id()).isTrue();
      assertThat(tags).contains(operation.node.get("tags").get(0).asText());
      assertThat(operation.node.get("responses").has("200")).isTrue();
      Set<String> inPath = new TreeSet<>();
      if (operation.node.has("parameters")) {
        for (JsonNode parameter : operation.node.get("parameters")) {
          assertThat(parameter.fieldNames())
              .toIterable()
              .contains("name", "in", "description", "schema");
          if (parameter.get("in").asText().equals("path")) {
            assertThat(parameter.get("required").asBoolean()).isTrue();
            inPath.add(parameter.get("name").asText());
          }
        }
      }
      Set<String> named = new TreeSet<>();
      PARAMETER.matcher(operation.path).results().forEach(found -> named.add(found.group(1)));
      assertThat(inPath).as(operation.path).isEqualTo(named);
    }
    for (String ref : document.findValuesAsText("$ref")) {
      if (ref.startsWith("#")) {
        assertThat(document.at(ref.substring(1)).isMissingNode()).as(ref).isFalse();
      } else {
        assertThat(get("/" + ref)).as(ref).isNotEmpty();
      }
    }
    var metaSchema =
        JsonSchemaFactory.getInstance(VersionFlag.V202012)
            .getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));
    for (Map.Entry<String, JsonNode> schema : document.at("/components/schemas").properties()) {
      assertThat(metaSchema.validate(schema.getValue())).as(schema.getKey()).isEmpty();
    }
  }

  @Test
  void everyOperation_answersAsTheDocumentSays() throws Exception {
    rig.windows(0, 60, KEY);
    rig.windows(60, 61, window -> 1e8, KEY);
    JsonNode alerts = rig.get(service, "alerts").get("alerts");
    assertThat(alerts).isNotEmpty();
    String series = "/api/v1/" + ShopRig.series(KEY);
    Map<String, String> paths =
        Map.ofEntries(
            Map.entry("listPipelines", "/api/v1/pipelines"),
            Map.entry("getPipeline", "/api/v1/pipelines/shop"),
            Map.entry("listSeries", "/api/v1/pipelines/shop/series?prefix=K&contains=50&limit=1"),
            Map.entry("getSeries", series),
            Map.entry("getHistory", series + "/history?from=2023-01-01T00:00:00Z"),
            Map.entry("whatIf", series + "/what-if"),
            Map.entry("listAlerts", "/api/v1/alerts?state=firing&pipeline=shop"),
            Map.entry("getAlert", "/api/v1/alerts/" + alerts.get(0).get("id").asText()),
            Map.entry("stream", "/api/v1/stream?pipeline=shop&only=windows"),
            Map.entry("getOpenApi", "/openapi.json"),
            Map.entry("getSchema", "/schemas/alert.v1.json"),
            Map.entry("getMetrics", "/metrics"),
            Map.entry("live", "/health/live"),
            Map.entry("ready", "/health/ready"));
    Set<String> driven = new TreeSet<>();
    for (Operation operation : operations()) {
      String path = paths.get(operation.id());
      assertThat(path).as(operation.id()).isNotNull();
      drive(operation, path);
      driven.add(operation.id());
    }
    assertThat(driven).isEqualTo(new TreeSet<>(paths.keySet()));
  }

  @Test
  void seriesOfEvents_answerAsTheDocumentSays() throws Exception {
    Service shop = service;
    try (EventRig events = EventRig.start(dir.resolve("events"))) {
      service = events.service();
      String series = "/api/v1/pipelines/flat/series";
      Map<String, String> paths =
          Map.of(
              "listPipelines",
              "/api/v1/pipelines",
              "getPipeline",
              "/api/v1/pipelines/flat",
              "listSeries",
              series + "?contains=KITCHEN&sort=changed&limit=1",
              "getSeries",
              series + "/kitchen",
              "listAlerts",
              "/api/v1/alerts?type=new-token");
      for (Operation operation : operations()) {
        if (paths.containsKey(operation.id())) {
          drive(operation, paths.get(operation.id()));
        }
      }
      JsonNode kitchen = get(series + "/kitchen");
      valid("EventSeries", kitchen.toString());
      assertThat(kitchen.at("/why/windowsJudged").asInt()).isGreaterThan(100);
      assertThat(kitchen.at("/state/events").asInt()).isGreaterThan(100);
      assertThat(kitchen.at("/alerts/0/type").asText()).isEqualTo("new-token");
      assertThat(get("/api/v1/pipelines/flat").at("/events/sessionGap").asText()).isEqualTo("PT1H");
      said(series.replace("/pipelines/flat/series", "/stream?only=windows"));
      for (String path : List.of("/kitchen/history", "/none")) {
        HttpResponse<String> none = ask(series + path);
        assertThat(none.statusCode()).as(path).isEqualTo(404);
        valid("Problem", none.body());
      }
    } finally {
      service = shop;
    }
  }

  /** What was said of events, as the stream tells it to one who comes again. */
  private void said(String path) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.httpPort() + path))
            .header("Accept", "text/event-stream")
            .header("Last-Event-ID", "0")
            .build();
    HttpResponse<InputStream> answer =
        HttpClient.newHttpClient().send(request, BodyHandlers.ofInputStream());
    try (var lines = new BufferedReader(new InputStreamReader(answer.body(), UTF_8))) {
      String line = lines.readLine();
      assertThat(line).isNotNull();
      boolean isOfEvents = false;
      while (!line.startsWith("data:")) {
        isOfEvents |= line.equals("event: events");
        line = lines.readLine();
      }
      assertThat(isOfEvents).isTrue();
      String said = line.substring("data:".length());
      valid("StreamEvent", said);
      assertThat(ShopRig.JSON.readTree(said).get("bits").isNumber()).isTrue();
    }
  }

  private HttpResponse<String> ask(String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + service.httpPort() + path);
    return rig.send(HttpRequest.newBuilder(uri).build());
  }

  private void drive(Operation operation, String path) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.httpPort() + path));
    if (operation.method.equals("post")) {
      String example =
          operation.node.at("/requestBody/content/application~1json/example").toString();
      valid("Plans", example);
      String body = example.replace("2026-12-04T00:00:00Z", ShopRig.end(61));
      request.header("Content-Type", "application/json").POST(BodyPublishers.ofString(body));
    }
    if (operation.id().equals("stream")) {
      stream(request.header("Accept", "text/event-stream").build());
      return;
    }
    HttpResponse<String> answer = rig.send(request.build());
    assertThat(answer.statusCode()).as(path + answer.body()).isEqualTo(200);
    String type = answer.headers().firstValue("Content-Type").orElseThrow().split(";", 2)[0];
    JsonNode content = operation.node.at("/responses/200/content");
    assertThat(content.has(type)).as(operation.id() + " " + type).isTrue();
    JsonNode ref = content.get(type).get("schema").get("$ref");
    if (ref != null) {
      valid(ref.asText().substring("#/components/schemas/".length()), answer.body());
    }
    if (operation.path.startsWith("/api/")) {
      problem(operation, path);
    }
  }

  /** What is asked wrongly gets an answer that the document has. */
  private void problem(Operation operation, String path) throws Exception {
    if (operation.method.equals("get")) {
      HttpResponse<String> answer =
          rig.send(
              HttpRequest.newBuilder(
                      URI.create(
                          "http://127.0.0.1:"
                              + service.httpPort()
                              + path.split("\\?", 2)[0]
                              + "?none=1"))
                  .build());
      assertThat(answer.statusCode()).as(operation.id()).isEqualTo(400);
      valid("Problem", answer.body());
    }
  }

  private void stream(HttpRequest request) throws Exception {
    HttpResponse<InputStream> answer =
        HttpClient.newHttpClient().send(request, BodyHandlers.ofInputStream());
    assertThat(answer.statusCode()).isEqualTo(200);
    rig.windows(61, 62, KEY);
    try (var lines = new BufferedReader(new InputStreamReader(answer.body(), UTF_8))) {
      String line = lines.readLine();
      while (!line.startsWith("data:")) {
        line = lines.readLine();
      }
      valid("StreamEvent", line.substring("data:".length()));
    }
  }

  private void valid(String schema, String body) throws Exception {
    ObjectNode root = document.deepCopy();
    ObjectNode components = (ObjectNode) root.at("/components/schemas");
    for (String name : List.of("Forecast", "Alert")) {
      ObjectNode published = get("/" + components.get(name).get("$ref").asText());
      published.remove("$id");
      components.set(name, published);
    }
    root.put("$ref", "#/components/schemas/" + schema);
    SchemaValidatorsConfig config =
        SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();
    Set<ValidationMessage> wrong =
        JsonSchemaFactory.getInstance(VersionFlag.V202012)
            .getSchema(root, config)
            .validate(ShopRig.JSON.readTree(body));
    assertThat(wrong).as(schema + ": " + body).isEmpty();
  }
}
