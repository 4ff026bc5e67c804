// Alerts as they come, filtered.
import { ask } from "./api.js";
import { alertAddress, seriesAddress } from "./addresses.js";
import { choice, fill, make } from "./dom.js";
import { number, plain, time } from "./format.js";
import { ALERT_TYPES, explain, isOver, lasting, seen } from "./words.js";

const SHOWN = 50;

/** An alert in a list. */
export function alertBox(alert) {
  const over = isOver(alert);
  return make(
    "article",
    { class: `alert ${alert.severity}${over ? " resolved" : ""}`, "data-id": alert.id },
    make("p", {}, make("a", { class: "strong", href: alertAddress(alert.id) }, alert.annotations.summary)),
    make("p", {}, seen(alert)[0] ?? lasting(alert)),
    make(
      "p",
      { class: "faint" },
      make("span", { class: `pill ${over ? "good" : "bad"}` }, over ? plain(alert.resolution ?? "over") : "firing"),
      ` ${plain(alert.type)}, ${alert.severity}, score ${number(alert.score)}, ${over ? "ended" : "since"} ${time(over ? alert.decidedAt : alert.startsAt)}, `,
      make("a", { href: seriesAddress(alert.pipeline, alert.key) }, alert.pipeline),
    ),
  );
}

/** An alert in full, above the charts of its series. */
export function alertStory(alert, isWanted) {
  const over = isOver(alert);
  const [first, ...rest] = explain(alert);
  return make(
    "article",
    { class: `alert ${alert.severity}${over ? " resolved" : ""}${isWanted ? " wanted" : ""}`, "data-id": alert.id },
    make("p", {}, make("a", { class: "strong", href: alertAddress(alert.id) }, alert.annotations.summary)),
    make("p", {}, first),
    ...rest.map((sentence) => make("p", { class: "faint" }, sentence)),
  );
}

/** The feed: a part of the page, and how to fill it again. */
export function alertFeed(pipeline, signal) {
  const state = choice("Alerts that fire or are over", [["", "all"], ["firing", "firing"], ["resolved", "over"]]);
  const severity = choice("Severity of alerts", [["", "any severity"], ["critical", "critical"], ["warning", "warning"]]);
  const type = choice("Type of alerts", [["", "any type"], ...ALERT_TYPES.map((one) => [one, plain(one)])]);
  const prefix = make("input", { type: "search", placeholder: "key begins with", "aria-label": "Beginning of the key of alerts" });
  const list = make("div", { class: "feed", role: "log", tabindex: "0", "aria-label": "Alerts, the newest first", "aria-relevant": "additions" });
  const nothing = make("p", { class: "faint" }, "");
  const refresh = async () => {
    const query = new URLSearchParams({ limit: SHOWN });
    const asked = { pipeline, state: state.value, severity: severity.value, type: type.value, prefix: prefix.value };
    for (const [name, value] of Object.entries(asked)) if (value) query.set(name, value);
    const answer = await ask(`alerts?${query}`, signal);
    fill(list, answer.alerts.map(alertBox));
    const isAll = !(state.value || severity.value || type.value || prefix.value);
    nothing.textContent = answer.alerts.length > 0 ? "" : isAll ? "Nothing odd so far." : "No alert of that kind.";
  };
  const part = make(
    "section",
    { "aria-label": "Alerts" },
    make("h2", {}, "Alerts"),
    make("div", { class: "tools" }, state, severity, type, prefix),
    nothing,
    list,
  );
  return { part, refresh, controls: [state, severity, type, prefix] };
}
