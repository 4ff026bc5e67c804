package io.sluice.live;

import io.sluice.output.Alert;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The newest word on the episodes that a pipeline has told of, as far as there is room. */
public final class LiveAlerts {
  private static final int MOST = 2000;

  /** By id, in the order in which they were heard of last. */
  private final Map<String, Alert> byId = new LinkedHashMap<>();

  synchronized void add(Alert alert) {
    byId.remove(alert.id());
    byId.put(alert.id(), alert);
    if (byId.size() > MOST) {
      dropOldest();
    }
  }

  /** One that is over, if there is one. */
  private void dropOldest() {
    Iterator<Alert> alerts = byId.values().iterator();
    while (alerts.hasNext()) {
      if (alerts.next().status() == Alert.Status.RESOLVED) {
        alerts.remove();
        return;
      }
    }
    byId.remove(byId.keySet().iterator().next());
  }

  /** All of them, the newest first. */
  public synchronized List<Alert> newestFirst() {
    List<Alert> alerts = new ArrayList<>(byId.values());
    Collections.reverse(alerts);
    return alerts;
  }

  /** An episode; null: nothing is known of it. */
  public synchronized @Nullable Alert byId(String id) {
    return byId.get(id);
  }
}
