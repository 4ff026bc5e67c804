// A series: its charts, its episodes in words, why it has an alert or none, and its numbers.
import { ask, Refused, seriesPath } from "./api.js";
import { pipelineAddress, seriesAddress } from "./addresses.js";
import { alertStory } from "./alerts.js";
import { Chart, Together } from "./chart.js";
import { fill, make } from "./dom.js";
import { ZONE, counted, duration, formatter, number, span, time } from "./format.js";
import { scoreFigure, valueFigure } from "./figures.js";
import { whatIfPanel } from "./whatif.js";
import { chartWords, isOver, learned } from "./words.js";

const STORIES = 5;
const TABLED = 48;
const BEFORE = 60;
const AFTER = 12;
const LEAST_SHOWN = 120;
const OLDER = 512;
const MOST_OLDER = 5000;
const HORIZONS = 10;

/** How far windows lie apart, in ms. */
const stepOf = (end) => (end.length > 1 ? (end.at(-1) - end[0]) / (end.length - 1) : 600_000);

/** The stretch around an episode, in epoch ms. */
function around(alert, series) {
  const step = stepOf(series.windows.end);
  return [Date.parse(alert.startsAt) - BEFORE * step, Date.parse(alert.endsAt ?? alert.decidedAt) + AFTER * step];
}

/** A series; of one whose windows are not held, no forecast is. */
async function askSeries(path, signal) {
  const series = await ask(path, signal);
  return { ...series, forecast: series.forecast ?? { levels: [0.1, 0.5, 0.9], horizon: [], quantiles: {} } };
}

/** The windows that a forecast is best seen with, and those ahead. */
function newest(series) {
  const { end } = series.windows;
  const { horizon } = series.forecast;
  const count = Math.max(LEAST_SHOWN, HORIZONS * horizon.length);
  return [end.at(-count) ?? end[0] ?? 0, horizon.length > 0 ? Date.parse(horizon.at(-1)) : end.at(-1) ?? 0];
}

/** @param wanted {stretch, alert}: what of the series was asked for */
export async function seriesPage(show, name, key, wanted, signal) {
  const path = seriesPath(name, key);
  let [series, pipeline] = await Promise.all([askSeries(path, signal), ask(`pipelines/${encodeURIComponent(name)}`, signal)]);
  let older = null;
  let whatIf = null;
  const state = make("span");
  const stories = make("div", { role: "log", "aria-label": "Episodes of this series" });
  const earlierStories = make("div", { role: "log", "aria-label": "Earlier episodes of this series" });
  const charts = make("div", { class: "charts" });
  const why = make("section", { "aria-label": "Why there is an alert or none" });
  const facts = make("dl", { class: "facts" });
  const table = make("details", {}, make("summary", {}, `The last ${TABLED} windows as a table`), make("div", { class: "scroll" }));
  const together = new Together();
  const earlier = make("button", { type: "button" }, "Further back");
  const buttons = together.buttons();
  const note = make("span", { class: "faint", role: "status" });
  buttons.append(earlier, note);
  const current = () => (older === null ? series : { ...series, windows: joined(older, series.windows) });
  const drawn = [];
  const redraw = () => (drawn.length === 0 ? draw() : together.take(() => drawn.forEach((one) => one.chart.take(one.figure()))));
  const panel = whatIfPanel({ path, pipeline, series: () => series, signal }, (other) => {
    whatIf = other;
    redraw();
  });
  show(
    key,
    [[name, pipelineAddress(name)], [key, null]],
    make("h1", {}, key, " ", state),
    stories,
    buttons,
    charts,
    make("div", { class: "split even" }, make("div", {}, panel, why), make("section", { "aria-label": "In numbers" }, make("h2", {}, "In numbers"), facts)),
    make("section", {}, make("h2", {}, "Earlier episodes"), earlierStories),
    table,
  );
  const frame = (caption, figure) => {
    const parent = make("figure", { class: "chart" }, make("figcaption", {}, caption));
    charts.append(parent);
    drawn.push({ figure, chart: new Chart(parent, figure(), together) });
  };
  const draw = () => {
    if (current().windows.end.length === 0) {
      charts.replaceChildren(make("p", { class: "message" }, `No window is held of this series: ${series.windowsAbsent ?? "none was closed"}.`));
      return;
    }
    charts.replaceChildren();
    series.windows.targets.forEach((target, i) => {
      const unit = target.unit ? `, ${target.unit}` : "";
      frame(`${target.name}${unit}: what was observed, the band it was judged against, and the fan ahead`, () => valueFigure(current(), i, whatIf));
    });
    frame("score: 3 means that one window in a thousand of this series is as odd", () => scoreFigure(current()));
  };
  draw();
  const words = () => {
    const isOdd = series.firing;
    const isLearning = series.maturity < 1;
    state.className = `pill ${isOdd ? "bad" : isLearning ? "" : "good"}`;
    state.textContent = isOdd ? "odd now" : isLearning ? "learning" : "fine";
    const isFirst = (alert) => !isOver(alert) || alert.id === wanted.alert?.id;
    fill(stories, series.alerts.filter(isFirst).map((one) => alertStory(one, one.id === wanted.alert?.id)));
    const before = series.alerts.filter((alert) => !isFirst(alert)).slice(0, STORIES);
    fill(earlierStories, before.map((one) => alertStory(one, false)));
    earlierStories.parentNode.hidden = before.length === 0;
    why.replaceChildren(...whyWords(series));
    facts.replaceChildren(...numbers(series).flatMap(([term, text]) => [make("dt", {}, term), make("dd", {}, text)]));
    if (table.open) table.lastChild.replaceChildren(lastWindows(series));
  };
  words();
  table.addEventListener("toggle", words);
  const fetchOlder = async (from, until) => {
    earlier.disabled = true;
    let isOldest = true;
    try {
      const query = new URLSearchParams({ from: new Date(from).toISOString(), until: new Date(until).toISOString(), limit: MOST_OLDER });
      const answer = await ask(`${path}/history?${query}`, signal);
      older = older === null ? answer.windows : joined(answer.windows, older);
      isOldest = !answer.windows.end.some((end) => end < until);
      note.textContent = isOldest ? "Nothing older is kept." : answer.cut ?? "";
      redraw();
      together.show(null);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      note.textContent = error.message;
      isOldest = error.status === 404;
    } finally {
      earlier.disabled = isOldest;
    }
  };
  earlier.addEventListener("click", () => {
    const { end } = current().windows;
    const first = end[0] ?? Date.now();
    fetchOlder(first - OLDER * stepOf(end), first);
  });
  const stretch = wanted.stretch ?? (wanted.alert ? around(wanted.alert, series) : newest(series));
  const first = series.windows.end[0] ?? 0;
  const isBefore = wanted.stretch ? stretch[0] < first : wanted.alert !== null && Date.parse(wanted.alert.startsAt) < first;
  if (isBefore) await fetchOlder(stretch[0], first);
  if (drawn.length > 0) together.show(stretch.map((ms) => ms / 1000));
  together.on = (shown) => remember(name, key, together.isAtEnd() ? null : shown);
  signal.addEventListener("abort", () => drawn.forEach((one) => one.chart.remove()));
  const refresh = async () => {
    series = await askSeries(path, signal);
    redraw();
    words();
    panel.refresh?.();
  };
  return { query: new URLSearchParams({ pipeline: name, key }), refresh, controls: [] };
}

/** The stretch stays in the address, for a link to it. */
function remember(name, key, shown) {
  const stretch = shown === null ? null : shown.map((seconds) => seconds * 1000);
  history.replaceState(null, "", seriesAddress(name, key, stretch));
}

/** Older windows, then newer ones; where some are missing between them, so they are in a chart. */
function joined(older, newer) {
  const first = newer.end[0] ?? Infinity;
  const kept = older.end.filter((end) => end < first).length;
  const last = older.end[kept - 1];
  const step = stepOf(newer.end);
  const isTorn = kept > 0 && first - last > 2 * step && Number.isFinite(first);
  const column = (a, b, between = null) => a.slice(0, kept).concat(isTorn ? [between] : [], b);
  return {
    end: column(older.end, newer.end, last + step),
    score: column(older.score, newer.score),
    targets: newer.targets.map((target, i) => ({
      ...target,
      ...Object.fromEntries(["observed", "lower", "median", "upper"].map((one) => [one, column(older.targets[i][one], target[one])])),
    })),
  };
}

function whyWords(series) {
  const { why } = series;
  if (!why) return [];
  const rows = (why.charts ?? []).map((chart) =>
    make(
      "tr",
      {},
      make("td", {}, chartWords(chart.chart)),
      make("td", {}, chart.target ?? ""),
      make("td", { class: "number" }, number(chart.score, 2)),
      make("td", { class: "number" }, number(chart.threshold, 2)),
    ),
  );
  const heads = [["What is looked for", ""], ["In", ""], ["Score", "number"], ["Alerts at", "number"]];
  const head = make("thead", {}, make("tr", {}, ...heads.map(([text, style]) => make("th", { scope: "col", class: style || null }, text))));
  return [
    make("h2", {}, series.firing ? "Why there is an alert" : "Why there is no alert"),
    make("p", {}, sentence(why.words ?? "")),
    rows.length > 0 ? make("table", {}, head, make("tbody", {}, ...rows)) : "",
  ];
}

const sentence = (text) => (text ? `${text[0].toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? "" : "."}` : "");

function numbers(series) {
  const { forecast, state, windows } = series;
  const ofForecast = forecast.window
    ? [
        ["newest window", span(forecast.window.start, forecast.window.end)],
        ["ahead", `${counted(forecast.horizon.length, "window")}, to ${time(forecast.horizon.at(-1))}`],
        ["model", `${forecast.model.name} ${forecast.model.version} (${forecast.model.hash})`],
      ]
    : [];
  const told = [
    ...ofForecast,
    ["learned", learned(series)],
    ["without a value", series.imputed === 0 ? "no" : `${counted(series.imputed, "window")} in a row`],
    ["partition", String(series.partition)],
    ["shown", `${counted(windows.end.length, "window")}, of this process since its start`],
    ["times", `in ${ZONE}`],
  ];
  return state ? told.concat(stateNumbers(state)) : told.concat(series.stateAbsent ? [["state", series.stateAbsent]] : []);
}

function stateNumbers(state) {
  const scales = (state.scale ?? []).map(({ target, level, spread }) => {
    const write = formatter([level, level + spread, level - spread]);
    return [`usual ${target}`, `about ${write(level)}, give or take ${number(spread, 3)}`];
  });
  return [
    ["windows with a value", number(state.observed, 0)],
    ["last heard", state.lastHeardEnd ? time(state.lastHeardEnd) : null],
    ["asked of", state.instance ?? null],
    ["bytes of state", number(state.bytes, 0)],
    ...scales,
    ["as of", `${time(state.lastEnd)}${state.committed === false ? ", not committed yet" : ""}${state.stale ? ", from a standby" : ""}`],
  ].filter(([, text]) => text !== null && text !== "–");
}

/** The same as the charts, in numbers. */
function lastWindows({ windows }) {
  const { end, score, targets } = windows;
  const heads = ["Window end", ...targets.flatMap(({ name }) => [name, "expected", "80% band"]), "Score"];
  const writes = targets.map(({ observed, lower, upper }) => formatter(observed, lower, upper));
  const rows = [];
  for (let i = end.length - 1; i >= Math.max(0, end.length - TABLED); i--) {
    const cells = targets.flatMap((one, t) => [
      writes[t](one.observed[i]),
      writes[t](one.median[i]),
      one.lower[i] === null ? "–" : `${writes[t](one.lower[i])} to ${writes[t](one.upper[i])}`,
    ]);
    rows.push(make("tr", {}, make("th", { scope: "row" }, time(end[i])), ...[...cells, number(score[i])].map((text) => make("td", { class: "number" }, text))));
  }
  return make(
    "table",
    {},
    make("thead", {}, make("tr", {}, ...heads.map((text, i) => make("th", { scope: "col", class: i > 0 ? "number" : null }, text)))),
    make("tbody", {}, ...rows),
  );
}
