package io.sluice.output;

import io.sluice.config.TargetConfig;
import io.sluice.config.yaml.KebabCase;
import io.sluice.output.json.JsonBytes;
import io.sluice.output.json.JsonNumbers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes alerts as {@code schemas/alert.v1.json} says: labels identify and annotations explain, so
 * that a bridge to Alertmanager has nothing to compute.
 */
final class AlertJson {
  private static final double DAY = Duration.ofDays(1).toMillis();

  private final PipelineInfo info;

  AlertJson(PipelineInfo info) {
    this.info = info;
  }

  byte[] encode(Alert alert) {
    JsonBytes json = new JsonBytes();
    json.raw("{\"id\":").string(alert.id());
    json.raw(",\"status\":").string(KebabCase.of(alert.status()));
    json.raw(",\"type\":").string(KebabCase.of(alert.type()));
    json.raw(",\"severity\":").string(KebabCase.of(alert.severity()));
    json.raw(",\"score\":").number(alert.score());
    json.raw(",\"onceInDays\":").number(alert.rarity() / DAY);
    json.raw(",\"chart\":");
    stringOrNull(json, alert.chart() == null ? null : KebabCase.of(alert.chart()));
    json.raw(",\"resolution\":");
    stringOrNull(json, alert.resolution() == null ? null : KebabCase.of(alert.resolution()));
    json.raw(",\"startsAt\":").time(alert.firstWindowStart());
    if (alert.status() == Alert.Status.RESOLVED) {
      json.raw(",\"endsAt\":").time(alert.lastWindowEnd());
    } else {
      json.raw(",\"endsAt\":null");
    }
    json.raw(",\"decidedAt\":").time(alert.decidedAt());
    json.raw(",\"windows\":").number((long) alert.windows());
    json.raw(",\"pipeline\":").string(info.pipeline());
    json.raw(",\"key\":").string(alert.key().get());
    ForecastJson.modelReference(json.raw(",\"model\":"), alert.model());
    labels(json, alert);
    annotations(json, alert);
    targets(json, alert);
    if (alert.events() != null) {
      AlertEvents.write(json.raw(",\"events\":"), alert.events());
    }
    return json.raw('}').toByteArray();
  }

  private static void stringOrNull(JsonBytes json, @Nullable String text) {
    if (text == null) {
      json.raw("null");
    } else {
      json.string(text);
    }
  }

  private void labels(JsonBytes json, Alert alert) {
    json.raw(",\"labels\":{\"alertname\":").string(name(alert.type()));
    json.raw(",\"pipeline\":").string(info.pipeline());
    json.raw(",\"key\":").string(alert.key().get());
    json.raw(",\"severity\":").string(KebabCase.of(alert.firedAs())).raw('}');
  }

  /** Labels identify: they have no type, which may be corrected while an alert fires. */
  private static String name(Alert.Type type) {
    return switch (type) {
      case SILENT -> "SluiceSilent";
      case MISSING_EVENT -> "SluiceMissing";
      default -> "SluiceAnomaly";
    };
  }

  private void annotations(JsonBytes json, Alert alert) {
    String key = new String(alert.key().get(), StandardCharsets.UTF_8);
    json.raw(",\"annotations\":{\"summary\":").string(summary(alert, key));
    json.raw(",\"description\":").string(description(alert)).raw('}');
  }

  private static String summary(Alert alert, String key) {
    return switch (alert.type()) {
      case OUTLIER -> key + " has an unexpected value";
      case SHIFT -> key + " has jumped to another level";
      case DRIFT -> key + " has drifted to another level";
      case VARIANCE -> key + " varies more than it did";
      case FROZEN -> key + " varies less than it did, or not at all";
      case MISSING_ACTIVITY -> key + " lacks an activity that is usual at this time";
      case SILENT -> key + " has gone silent";
      case UNUSUAL_EVENT -> key + " has an event that is unusual at such a moment";
      case UNUSUAL_SEQUENCE -> key + " has a stretch of unusual events";
      case MISSING_EVENT -> key + " lacks an event that usually comes by now";
      case NEW_TOKEN -> key + " has an event that was never known before";
      case UNUSUAL_SESSION -> key + " has a session unlike those that are known";
    };
  }

  private String description(Alert alert) {
    StringBuilder text = new StringBuilder();
    if (alert.events() != null) {
      text.append(AlertEvents.words(alert.events())).append("; ");
    }
    for (int i = 0; i < alert.targets().size(); i++) {
      Alert.TargetDetail detail = alert.targets().get(i);
      int digits = digits(detail);
      text.append(info.targets().get(i).name())
          .append(": observed ")
          .append(detail.observed() == null ? "nothing" : plain(detail.observed(), digits))
          .append(", expected ")
          .append(plain(detail.expected(), digits))
          .append(" (")
          .append(plain(detail.lower(), digits))
          .append(" to ")
          .append(plain(detail.upper(), digits))
          .append("); ");
    }
    return text.append(alert.windows()).append(" abnormal window(s)").toString();
  }

  private static String plain(double value, int digits) {
    JsonBytes text = new JsonBytes().number(value, digits);
    return new String(text.toByteArray(), StandardCharsets.US_ASCII);
  }

  private static int digits(Alert.TargetDetail detail) {
    double magnitude = Math.max(Math.abs(detail.lower()), Math.abs(detail.upper()));
    return JsonNumbers.digits(magnitude, detail.upper() - detail.lower());
  }

  private static void recent(JsonBytes json, Alert.TargetDetail detail) {
    List<Double> values = detail.recent();
    int digits = digits(detail);
    for (int i = 0; i < values.size(); i++) {
      json.raw(i == 0 ? "" : ",").number(values.get(i), digits);
    }
    json.raw(']');
  }

  private void targets(JsonBytes json, Alert alert) {
    json.raw(",\"targets\":{");
    for (int i = 0; i < alert.targets().size(); i++) {
      TargetConfig target = info.targets().get(i);
      Alert.TargetDetail detail = alert.targets().get(i);
      json.raw(i == 0 ? "" : ",").string(target.name());
      int digits = digits(detail);
      json.raw(":{\"observed\":")
          .number(detail.observed() == null ? Double.NaN : detail.observed(), digits);
      json.raw(",\"expected\":").number(detail.expected(), digits);
      json.raw(",\"lower\":").number(detail.lower(), digits);
      json.raw(",\"upper\":").number(detail.upper(), digits);
      json.raw(",\"share\":").number(detail.share());
      recent(json.raw(",\"recent\":["), detail);
      if (target.unit() == null) {
        json.raw(",\"unit\":null}");
      } else {
        json.raw(",\"unit\":").string(target.unit()).raw('}');
      }
    }
    json.raw('}');
  }
}
