package io.sluice.web.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.javalin.http.Context;
import io.sluice.live.Live;
import io.sluice.live.LivePipeline;
import io.sluice.live.LiveSeries;
import io.sluice.query.NotNow;
import io.sluice.query.PipelineQuery;
import io.sluice.query.PlanChange;
import io.sluice.query.WhatIf;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;

/** The forecast of a series under other plans. */
public final class WhatIfApi {
  /** The longest body. */
  private static final int MOST_BYTES = 64 << 10;

  private static final int MOST_WAIT_SECONDS = 3600;

  /** The attribute of a request that has its body, once it was read. */
  public static final String BODY = "sluice-body";

  private final Live live;
  private final Published published;
  private final Queries queries;

  public WhatIfApi(Live live, Published published, Queries queries) {
    this.live = live;
    this.published = published;
    this.queries = queries;
  }

  /** Answers a question. */
  public byte[] answer(Context context) {
    new Query(context);
    String name = context.pathParam("pipeline");
    String key = context.pathParam("key");
    LivePipeline pipeline = live.pipeline(name);
    PipelineQuery query = queries.of(name);
    if (pipeline == null || query == null) {
      throw Problem.noPipeline(name, queries);
    }
    if (pipeline.config().events() != null) {
      throw Problem.ofValuesOnly(name, "forecast under other plans");
    }
    byte[] body = body(context);
    context.attribute(BODY, body);
    List<PlanChange> changes = WhatIfBody.read(body);
    try {
      LiveSeries series = pipeline.series(key);
      if (series == null) {
        throw absent(pipeline, query, key);
      }
      WhatIf answer = query.whatIf(series, changes);
      return JsonBody.of(json -> write(json, pipeline, key, answer));
    } catch (NotNow e) {
      throw Problem.of(e);
    } catch (IllegalArgumentException e) {
      throw Problem.badRequest("" + e.getMessage());
    }
  }

  /**
   * A series that is stored, but of which no last step is held. What is stored is the recurrent
   * state that the step left behind; the forecast came of the one before it, which cannot be had
   * from it.
   */
  private static Problem absent(LivePipeline pipeline, PipelineQuery query, String key) {
    if (query.key(key, null) == null) {
      return Problem.noWindowOf(key);
    }
    return Problem.of(
        pipeline.refused() > 0
            ? NotNow.busy(
                "what the last step of a series was run on is held in memory alone, and there are"
                    + " more series than memory allows",
                60)
            : NotNow.busy(
                "what the last step of a series was run on is held in memory alone (the store has the"
                    + " state that came of it), and no window of this one was closed here since the"
                    + " start: ask after its next window",
                (int)
                    Math.min(
                        MOST_WAIT_SECONDS,
                        Math.max(1, pipeline.config().window().size().toSeconds()))));
  }

  private static byte[] body(Context context) {
    String type = context.contentType();
    if (type == null || !type.toLowerCase(Locale.ROOT).startsWith("application/json")) {
      throw Problem.notJson("the body is to be application/json");
    }
    try {
      InputStream in = context.bodyInputStream();
      byte[] body = in.readNBytes(MOST_BYTES + 1);
      if (body.length > MOST_BYTES) {
        throw Problem.tooLarge("the body is longer than " + MOST_BYTES + " bytes");
      }
      return body;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(JsonGenerator json, LivePipeline pipeline, String key, WhatIf answer)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("pipeline", pipeline.config().name());
    json.writeStringField("key", key);
    json.writeBooleanField("committed", false);
    json.writeFieldName("forecast");
    json.writeRawValue(published.json(pipeline.config(), answer.published()));
    json.writeFieldName("whatIf");
    json.writeRawValue(published.json(pipeline.config(), answer.otherwise()));
    json.writeObjectFieldStart("known");
    for (WhatIf.Plan plan : answer.plans()) {
      json.writeArrayFieldStart(plan.field());
      for (int i = 0; i < plan.whatIf().length; i++) {
        json.writeStartObject();
        JsonBody.time(json, "end", answer.published().horizonEnds[i]);
        json.writeFieldName("asPlanned");
        JsonBody.number(json, plan.asPlanned()[i]);
        json.writeFieldName("whatIf");
        JsonBody.number(json, plan.whatIf()[i]);
        json.writeEndObject();
      }
      json.writeEndArray();
    }
    json.writeEndObject();
    json.writeEndObject();
  }
}
