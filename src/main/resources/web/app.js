// The page: all pipelines, a pipeline, or a series, by the address behind #.
import { ask, listen, Refused, seriesPath, useToken } from "./api.js";
import { draw, drawScore, formatter, spark, time } from "./chart.js";

const REFRESH_MS = 1000;
const main = document.getElementById("main");
const crumbs = document.getElementById("crumbs");
let leaving = new AbortController();

/** An element; text is always text. */
function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== null && value !== false) element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

const pipelineAddress = (name) => `#/p/${encodeURIComponent(name)}`;
const seriesAddress = (name, key) => `${pipelineAddress(name)}/s/${encodeURIComponent(key)}`;

function show(title, trail, ...children) {
  document.title = title === "Sluice" ? title : `${title} · Sluice`;
  crumbs.replaceChildren(
    ...trail.flatMap(([text, address]) => [" / ", address ? make("a", { href: address }, text) : text]),
  );
  main.replaceChildren(...children);
}

/** At most so often, and once more at the end. */
function paced(work) {
  let waiting = null;
  return () => {
    waiting ??= setTimeout(() => {
      waiting = null;
      work();
    }, REFRESH_MS);
  };
}

function live(isOn) {
  const element = document.getElementById("live");
  element.textContent = isOn ? "live" : "not connected, trying again";
  element.className = isOn ? "on" : "off";
}

function stateOf(pipeline) {
  const isGood = pipeline.state === "RUNNING";
  return make("span", { class: isGood ? "good" : "bad" }, pipeline.state.toLowerCase().replaceAll("_", " "));
}

function alertBox(alert) {
  const over = alert.status === "resolved";
  const box = make(
    "div",
    { class: `alert ${alert.severity} ${over ? "resolved" : ""}`, "data-id": alert.id },
    make(
      "p",
      {},
      make("strong", {}, make("a", { href: seriesAddress(alert.pipeline, alert.key) }, alert.annotations.summary)),
    ),
    make("p", {}, alert.annotations.description),
    make(
      "p",
      { class: "faint" },
      `${alert.pipeline} · ${alert.type} · ${alert.severity} · score ${alert.score.toFixed(1)} · since ${time(Date.parse(alert.startsAt))}` +
        (over ? ` · ${alert.resolution} ${time(Date.parse(alert.decidedAt))}` : ""),
    ),
  );
  return box;
}

function alertList(alerts, nothing) {
  return alerts.length === 0 ? [make("p", { class: "faint" }, nothing)] : alerts.map(alertBox);
}

// All pipelines

async function overview(signal) {
  const cards = make("div", { class: "cards" });
  const feed = make("div", { id: "feed", "aria-live": "polite" });
  show(
    "Sluice",
    [],
    make("h1", {}, "Pipelines"),
    cards,
    make("h2", {}, "Alerts"),
    feed,
  );
  const refresh = async () => {
    const [{ pipelines }, { alerts }] = await Promise.all([ask("pipelines", signal), ask("alerts?limit=50", signal)]);
    cards.replaceChildren(...pipelines.map(card));
    feed.replaceChildren(...alertList(alerts, "Nothing odd so far."));
  };
  await refresh();
  return { query: "", refresh };
}

function card(pipeline) {
  const firing = pipeline.firing ?? 0;
  return make(
    "a",
    { class: "card", href: pipelineAddress(pipeline.name) },
    make("strong", {}, pipeline.name),
    stateOf(pipeline),
    make("div", {}, `${(pipeline.series ?? 0).toLocaleString()} series`),
    make("div", { class: firing > 0 ? "odd" : "faint" }, firing > 0 ? `${firing} odd now` : "nothing odd"),
    make("div", { class: "faint" }, pipeline.newestWindow ? `up to ${time(Date.parse(pipeline.newestWindow))}` : "no window closed yet"),
    make("div", { class: "faint" }, pipeline.topics ? `from ${pipeline.topics.source}` : ""),
  );
}

// A pipeline

async function pipelinePage(name, signal) {
  const search = make("input", { type: "search", placeholder: "part of a key", "aria-label": "Find series by a part of their key" });
  const sort = make("select", { "aria-label": "Order" });
  for (const [value, text] of [["attention", "odd first"], ["score", "highest score"], ["changed", "newest window"], ["name", "name"]]) {
    sort.append(make("option", { value }, text));
  }
  const onlyFiring = make("input", { type: "checkbox", id: "firing" });
  const rows = make("tbody");
  const count = make("span", { class: "faint", role: "status" });
  const more = make("button", { type: "button", hidden: true }, "More");
  const feed = make("div", { "aria-live": "polite" });
  let limit = 50;
  show(
    name,
    [[name, null]],
    make("h1", {}, name),
    make(
      "div",
      { class: "split" },
      make(
        "section",
        { "aria-label": "Series" },
        make("div", { class: "tools" }, search, sort, make("label", { for: "firing" }, onlyFiring, " odd now"), count),
        make(
          "table",
          {},
          make(
            "thead",
            {},
            make(
              "tr",
              {},
              make("th", { scope: "col" }, "Series"),
              make("th", { scope: "col" }, "Last windows"),
              make("th", { scope: "col", class: "number" }, "Value"),
              make("th", { scope: "col", class: "number" }, "Score"),
              make("th", { scope: "col", class: "number wide" }, "Window end"),
            ),
          ),
          rows,
        ),
        more,
      ),
      make("section", { "aria-label": "Alerts" }, make("h2", {}, "Alerts"), feed),
    ),
  );
  const refresh = async () => {
    const query = new URLSearchParams({ sort: sort.value, limit });
    if (search.value) query.set("contains", search.value);
    if (onlyFiring.checked) query.set("firing", "true");
    const [list, { alerts }] = await Promise.all([
      ask(`pipelines/${encodeURIComponent(name)}/series?${query}`, signal),
      ask(`alerts?${new URLSearchParams({ pipeline: name, limit: 30 })}`, signal),
    ]);
    rows.replaceChildren(...list.series.map((one) => seriesRow(name, one)));
    count.textContent = `${list.matching.toLocaleString()} series`;
    more.hidden = list.next === null || limit >= 500;
    feed.replaceChildren(...alertList(alerts, "Nothing odd so far."));
  };
  for (const control of [search, sort, onlyFiring]) control.addEventListener("input", () => refresh().catch(report));
  more.addEventListener("click", () => {
    limit = Math.min(500, limit + 100);
    refresh().catch(report);
  });
  await refresh();
  return { query: new URLSearchParams({ pipeline: name }), refresh };
}

function seriesRow(name, one) {
  const value = one.observed.at(-1) ?? null;
  return make(
    "tr",
    {},
    make(
      "td",
      { class: "key" },
      make("a", { href: seriesAddress(name, one.key) }, one.key),
      one.firing ? make("span", { class: "bad" }, " odd") : null,
      one.maturity < 1 ? make("span", { class: "faint" }, " learning") : null,
    ),
    make("td", {}, spark(one.observed, one.firing)),
    make("td", { class: "number" }, formatter(one.observed)(value)),
    make("td", { class: "number" }, one.score === null ? "–" : one.score.toFixed(1)),
    make("td", { class: "number wide" }, time(Date.parse(one.end))),
  );
}

// A series

async function seriesPage(name, key, signal) {
  let series = await ask(seriesPath(name, key), signal);
  const charts = make("div");
  const facts = make("dl", { class: "facts" });
  const alerts = make("div", { "aria-live": "polite" });
  show(
    key,
    [[name, pipelineAddress(name)], [key, null]],
    make("h1", {}, key),
    alerts,
    charts,
    make("h2", {}, "In numbers"),
    facts,
  );
  const drawn = [];
  const frame = (caption) => {
    const figure = make("figure", { class: "chart" }, make("figcaption", {}, caption));
    charts.append(figure);
    return figure;
  };
  const build = () => {
    drawn.splice(0).forEach((one) => one.plot.destroy());
    charts.replaceChildren();
    series.windows.targets.forEach((target, i) => {
      drawn.push(draw(frame(`${target.name}: observed, the central 80% of what was forecast, and what is ahead`), series, i));
    });
    drawn.push(drawScore(frame("score: 3 means that one window in a thousand of this series is as odd"), series));
  };
  const fill = () => {
    alerts.replaceChildren(...series.alerts.slice(0, 5).map(alertBox));
    const forecast = series.forecast;
    facts.replaceChildren(
      ...Object.entries({
        "newest window": `${time(Date.parse(forecast.window.start))} to ${time(Date.parse(forecast.window.end))}`,
        "learned": series.maturity >= 1 ? "enough to alert" : `${Math.round(series.maturity * series.warmup)} of ${series.warmup} windows`,
        "without a value": series.imputed === 0 ? "no" : `${series.imputed} windows in a row`,
        "ahead": `${forecast.horizon.length} windows, to ${time(Date.parse(forecast.horizon.at(-1)))}`,
        "model": `${forecast.model.name} ${forecast.model.version} (${forecast.model.hash})`,
        "partition": String(series.partition),
        "shown": `${series.windows.end.length} windows, of this process since its start`,
      }).flatMap(([term, text]) => [make("dt", {}, term), make("dd", {}, text)]),
    );
  };
  build();
  fill();
  const wide = new ResizeObserver(() => {
    for (const { plot } of drawn) plot.setSize({ width: charts.clientWidth - 20, height: plot.height });
  });
  wide.observe(charts);
  signal.addEventListener("abort", () => wide.disconnect());
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", build, { signal });
  const refresh = async () => {
    series = await ask(seriesPath(name, key), signal);
    drawn.forEach((one) => one.take(series));
    fill();
  };
  return { query: new URLSearchParams({ pipeline: name, key }), refresh };
}

// The way around

function askForToken() {
  const input = make("input", { type: "password", autocomplete: "off", "aria-label": "Bearer token" });
  const form = make(
    "form",
    { class: "message" },
    make("p", {}, "This service shows nothing without its bearer token (http.token)."),
    input,
    " ",
    make("button", { type: "submit" }, "Show"),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    useToken(input.value);
    go();
  });
  show("Sluice", [], form);
  input.focus();
}

function report(error) {
  if (error.name === "AbortError") return;
  if (error instanceof Refused && error.status === 401) {
    askForToken();
  } else {
    show("Sluice", [], make("p", { class: "message", role: "alert" }, error.message));
  }
}

function view(signal) {
  const parts = location.hash.replace(/^#\/?/, "").split("/").map(decodeURIComponent);
  if (parts[0] === "p" && parts.length === 2) return pipelinePage(parts[1], signal);
  if (parts[0] === "p" && parts[2] === "s" && parts.length === 4) return seriesPage(parts[1], parts[3], signal);
  return overview(signal);
}

async function go() {
  leaving.abort();
  leaving = new AbortController();
  const { signal } = leaving;
  try {
    const { query, refresh } = await view(signal);
    const again = paced(() => refresh().catch(report));
    listen(query, again, live, signal);
  } catch (error) {
    report(error);
  }
}

addEventListener("hashchange", () => {
  go();
  main.focus();
});
go();
