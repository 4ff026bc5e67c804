// A pipeline: its series, searched and sorted, and its alerts.
import { ask } from "./api.js";
import { alertFeed } from "./alerts.js";
import { choice, fill, make } from "./dom.js";
import { duration, number, plain, time } from "./format.js";
import { stateOf } from "./overview.js";
import { eventHeads, seriesRow, seriesTable } from "./table.js";

const FIRST = 50;
const STEP = 100;
const MOST = 500;
const ORDERS = [["attention", "odd first"], ["score", "highest score"], ["changed", "newest window"], ["name", "by name"]];

export async function pipelinePage(show, name, signal) {
  const search = make("input", { type: "search", id: "search", placeholder: "part of a key", "aria-label": "Find series by a part of their key" });
  const sort = choice("Order of the series", ORDERS);
  const onlyFiring = make("input", { type: "checkbox", id: "firing" });
  const count = make("span", { class: "faint", role: "status" });
  const head = make("p", { class: "faint head" });
  const rows = make("tbody");
  const table = seriesTable(rows, false);
  const more = make("button", { type: "button", hidden: true }, "More");
  const feed = alertFeed(name, signal);
  let limit = FIRST;
  show(
    name,
    [[name, null]],
    make("h1", {}, name),
    head,
    make(
      "div",
      { class: "split" },
      make(
        "section",
        { "aria-label": "Series" },
        make("h2", {}, "Series"),
        make("div", { class: "tools" }, search, sort, make("label", { for: "firing" }, onlyFiring, " odd now"), count),
        table,
        more,
      ),
      feed.part,
    ),
  );
  const refresh = async () => {
    const query = new URLSearchParams({ sort: sort.value, limit });
    if (search.value) query.set("contains", search.value);
    if (onlyFiring.checked) query.set("firing", "true");
    const path = `pipelines/${encodeURIComponent(name)}`;
    const [pipeline, list] = await Promise.all([ask(path, signal), ask(`${path}/series?${query}`, signal), feed.refresh()]);
    if (pipeline.kind === "events") eventHeads(table);
    head.replaceChildren(stateOf(pipeline), ` ${facts(pipeline)}`);
    fill(rows, list.series.map((one) => seriesRow(name, one, false)));
    count.textContent = told(list);
    more.hidden = !list.next || limit >= MOST;
  };
  more.addEventListener("click", () => {
    limit = Math.min(MOST, limit + STEP);
    sort.dispatchEvent(new Event("input"));
  });
  return { query: new URLSearchParams({ pipeline: name }), refresh, controls: [search, sort, onlyFiring, ...feed.controls] };
}

function told(list) {
  const shown = list.series.length;
  const all = `${list.matching.toLocaleString()} series`;
  const missing = list.instances?.missing?.length ? `, without those of ${list.instances.missing.join("; ")}` : "";
  return (shown < list.matching ? `${shown.toLocaleString()} of ${all}; search to find others` : all) + missing;
}

function facts(pipeline) {
  const { topics, window, targets, model, lag, recordsPerSecond, coverage, newestWindow } = pipeline;
  const shape = typeof coverage === "number" ? `${number(100 * coverage)}% of values in their 80% band` : null;
  return [
    topics ? `from ${topics.source}` : null,
    window ? `windows of ${length(window)}` : null,
    pipeline.events ? `events: ${pipeline.events.token.join(" ")}${session(pipeline.events)}` : null,
    targets?.length > 0 ? targets.map((one) => `${one.name} (${plain(one.aggregate)}${one.unit ? `, ${one.unit}` : ""})`).join(", ") : null,
    model ? `model ${model.name} ${model.version}` : null,
    newestWindow ? `up to ${time(newestWindow)}` : null,
    typeof recordsPerSecond === "number" ? `${number(recordsPerSecond)} records a second` : null,
    typeof lag === "number" ? `${number(lag, 0)} records behind` : null,
    shape,
  ].filter((one) => one !== null).join(" · ");
}

const session = ({ sessionGap }) => (sessionGap ? `, a session ends after ${length(sessionGap)} of silence` : "");

/** An ISO 8601 duration such as PT10M, in words. */
function length(iso) {
  const [, days, hours, minutes, seconds] = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?)?$/.exec(iso) ?? [];
  const ms = 1000 * (((Number(days ?? 0) * 24 + Number(hours ?? 0)) * 60 + Number(minutes ?? 0)) * 60 + Number(seconds ?? 0));
  return ms > 0 ? duration(ms) : iso;
}
