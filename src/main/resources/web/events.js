// A series of events: each as it came, on a timeline, what comes next, and why there is an alert or none.
import { ask, seriesPath } from "./api.js";
import { pipelineAddress, seriesAddress } from "./addresses.js";
import { alertStory } from "./alerts.js";
import { Chart, Together } from "./chart.js";
import { fill, make } from "./dom.js";
import { ZONE, counted, eventName, exact, number, share, time } from "./format.js";
import { Timeline, bar, tone } from "./timeline.js";
import { isOver, likely, named } from "./words.js";

const STORIES = 5;
const TABLED = 48;
const SHOWN = 60;
const BEFORE = 25;
const AFTER = 12;
const SCORE_HEIGHT = 130;
const LEGEND = [["accent", "one of ten or more"], ["warn", "rarer than one in ten"], ["bad", "rarer than one in a hundred"]];

/** All events that are held, in order of time. */
const eventsOf = (series) =>
  series.windows.flatMap(({ events }) => events.map((one) => ({ ...one, time: Date.parse(one.time), isNew: one.new })));

const spansOf = (alerts) =>
  alerts.map((alert) => ({
    from: Date.parse(alert.startsAt),
    until: Date.parse(alert.endsAt ?? alert.decidedAt),
    tone: isOver(alert) ? "over" : "bad",
    label: `alert: ${alert.type.replaceAll("-", " ")}`,
  }));

/** Between which events one session is over and another begins. */
function breaksOf(events, endings) {
  const breaks = [];
  events.forEach(({ token, time: at }, i) => {
    if (token === null) breaks.push(at);
    else if (endings.includes(token) && i + 1 < events.length && events[i + 1].token !== null) breaks.push((at + events[i + 1].time) / 2);
  });
  return breaks;
}

function figureOf(series, pipeline) {
  const events = eventsOf(series);
  return {
    events,
    until: Math.max(0, ...series.alerts.filter((one) => !isOver(one)).map((one) => Date.parse(one.decidedAt))),
    spans: spansOf(series.alerts),
    breaks: breaksOf(events, pipeline.events?.sessionEnd ?? []),
    words: wordsOf(series, events),
  };
}

/** What a person who does not see the timeline should know. */
function wordsOf(series, events) {
  const firing = series.alerts.filter((alert) => !isOver(alert)).length;
  const last = events.at(-1);
  return (
    `Timeline of ${counted(events.length, "event")}` +
    (last ? `, the last one ${eventName(last.token)} at ${exact(last.time)}, of a surprise of ${number(last.bits)} bits. ` : ". ") +
    (firing > 0 ? `${counted(firing, "alert")} firing. ` : "No alert fires. ") +
    "The arrow keys go from event to event."
  );
}

function scoreFigure(series) {
  const scores = series.windows.map(({ score }) => score);
  const least = series.why?.scoreThreshold;
  const threshold = typeof least === "number" ? [{ label: "alerts at", values: scores.map(() => least), tone: "bad", dash: true, width: 1 }] : [];
  return {
    isTime: true,
    x: series.windows.map(({ end }) => Date.parse(end)),
    height: SCORE_HEIGHT,
    bands: [],
    lines: [...threshold, { label: "score", values: scores, tone: "warn" }],
    spans: spansOf(series.alerts),
    words: `Line chart of the score, how odd each window with events was: at most ${number(Math.max(0, ...scores))}, last ${number(scores.at(-1) ?? null)}.`,
  };
}

/** The stretch to begin with, in epoch ms. */
function stretchOf(wanted, events) {
  if (wanted.stretch) return wanted.stretch;
  const last = events.length - 1;
  if (last < 1) return null;
  const { alert } = wanted;
  if (!alert) return [events[Math.max(0, last - SHOWN)].time, Infinity];
  const from = events.findIndex((one) => one.time >= Date.parse(alert.startsAt));
  const until = events.findLastIndex((one) => one.time <= Date.parse(alert.endsAt ?? alert.decidedAt));
  return [events[Math.max(0, (from < 0 ? last : from) - BEFORE)].time, until + AFTER >= last ? Infinity : events[until + AFTER].time];
}

/** @param wanted {stretch, alert}: what of the series was asked for */
export async function eventsPage(show, name, key, wanted, signal) {
  const path = seriesPath(name, key);
  let [series, pipeline] = await Promise.all([ask(path, signal), ask(`pipelines/${encodeURIComponent(name)}`, signal)]);
  const state = make("span");
  const stories = make("div", { role: "log", "aria-label": "Episodes of this series" });
  const earlierStories = make("div", { role: "log", "aria-label": "Earlier episodes of this series" });
  const charts = make("div", { class: "charts" });
  const next = make("section", { "aria-label": "What comes next" });
  const why = make("section", { "aria-label": "Why there is an alert or none" });
  const facts = make("dl", { class: "facts" });
  const table = make("details", {}, make("summary", {}, `The last ${TABLED} events as a table`), make("div", { class: "scroll" }));
  const together = new Together();
  const drawn = [];
  show(
    key,
    [[name, pipelineAddress(name)], [key, null]],
    make("h1", {}, key, " ", state),
    stories,
    together.buttons(),
    charts,
    make("div", { class: "split even" }, make("div", {}, next, why), make("section", { "aria-label": "In numbers" }, make("h2", {}, "In numbers"), facts)),
    make("section", {}, make("h2", {}, "Earlier episodes"), earlierStories),
    table,
  );
  const frame = (caption, legend, figure, Kind) => {
    const parent = make("figure", { class: "chart" }, make("figcaption", {}, caption, legend));
    charts.append(parent);
    drawn.push({ figure, chart: new Kind(parent, figure(), together) });
  };
  const draw = () => {
    if (series.windows.length === 0) {
      charts.replaceChildren(make("p", { class: "message" }, `No event is held of this series: ${series.windowsAbsent ?? "none has come"}.`));
      return;
    }
    charts.replaceChildren();
    frame("events: the higher, the more surprising; squares are ends of sessions, diamonds what was never known before", legend(), () => figureOf(series, pipeline), Timeline);
    frame("score: 3 means that one window in a thousand of this series is as odd", null, () => scoreFigure(series), Chart);
  };
  const redraw = () => (drawn.length === 0 ? draw() : together.take(() => drawn.forEach((one) => one.chart.take(one.figure()))));
  const words = () => {
    const isLearning = series.maturity !== null && series.maturity < 1;
    state.className = `pill ${series.firing ? "bad" : isLearning ? "" : "good"}`;
    state.textContent = series.firing ? "odd now" : isLearning ? "learning" : "fine";
    const isFirst = (alert) => !isOver(alert) || alert.id === wanted.alert?.id;
    fill(stories, series.alerts.filter(isFirst).map((one) => alertStory(one, one.id === wanted.alert?.id)));
    const before = series.alerts.filter((alert) => !isFirst(alert)).slice(0, STORIES);
    fill(earlierStories, before.map((one) => alertStory(one, false)));
    earlierStories.parentNode.hidden = before.length === 0;
    next.replaceChildren(...nextWords(series));
    why.replaceChildren(...whyWords(series));
    facts.replaceChildren(...numbers(series).flatMap(([term, text]) => [make("dt", {}, term), make("dd", {}, text)]));
    if (table.open) table.lastChild.replaceChildren(lastEvents(eventsOf(series)));
  };
  draw();
  words();
  table.addEventListener("toggle", words);
  const stretch = stretchOf(wanted, eventsOf(series));
  if (drawn.length > 0 && stretch !== null) together.show(stretch.map((ms) => ms / 1000));
  together.on = (shown) => history.replaceState(null, "", seriesAddress(name, key, shown === null || together.isAtEnd() ? null : shown.map((seconds) => seconds * 1000)));
  signal.addEventListener("abort", () => drawn.forEach((one) => one.chart.remove()));
  const refresh = async () => {
    series = await ask(path, signal);
    redraw();
    words();
  };
  return { query: new URLSearchParams({ pipeline: name, key }), refresh, controls: [] };
}

const legend = () =>
  make("span", { class: "legend" }, ...LEGEND.map(([one, text]) => make("span", { class: "entry" }, make("i", { class: `swatch dot ${one}` }), text)));

function nextWords({ next, session }) {
  if (!next) return [];
  const rows = named(next.tokens).map(({ token, probability }) =>
    make(
      "tr",
      {},
      make("th", { scope: "row", class: token === null ? "token faint" : "token" }, eventName(token)),
      make("td", { class: "bar" }, bar(probability)),
      make("td", { class: "number" }, share(probability)),
    ),
  );
  const heads = ["What", "", "Probability"].map((text, i) => make("th", { scope: "col", class: i === 2 ? "number" : null }, text));
  const by = [["0.1", "10%"], ["0.5", "50%"], ["0.9", "90%"]].map(([level, text]) => [`by ${time(next.at[level])}`, text]);
  return [
    make("h2", {}, "What comes next"),
    make("table", { class: "next" }, make("thead", {}, make("tr", {}, ...heads)), make("tbody", {}, ...rows)),
    make("p", {}, "The next event has come ", ...by.flatMap(([when, text], i) => [i === 0 ? "" : i === 2 ? ", and " : ", ", make("b", {}, when), ` with a probability of ${text}`]), "."),
    ...labelWords(session),
    make("p", { class: "faint" }, session ? `The session goes on since ${time(session.start)} and has had ${counted(session.events, "event")}.` : `The last session is over; its last event was at ${time(next.after)}.`),
  ];
}

/** What the open session will have been, and by when it is over, where the model says so. */
function labelWords(session) {
  const labels = session?.labels ?? [];
  const ends = session?.endsAt;
  return [
    labels.length > 0 ? make("p", {}, "The session will have been: ", ...labels.flatMap((one, i) => [i === 0 ? "" : ", ", make("b", {}, one.label), ` ${share(one.probability)}`]), ".") : null,
    ends ? make("p", {}, "Its last event comes ", make("b", {}, `by ${time(ends["0.5"])}`), ` with a probability of 50%, by ${time(ends["0.1"])} with 10%, by ${time(ends["0.9"])} with 90%.`) : null,
  ].filter((one) => one !== null);
}

function whyWords({ why, firing }) {
  if (!why) return [];
  const silence = why.missingAt ? ` If nothing happens until ${time(why.missingAt)}, that is odd itself.` : "";
  const text = why.words ? `${why.words[0].toUpperCase()}${why.words.slice(1)}.` : "";
  return [make("h2", {}, firing ? "Why there is an alert" : "Why there is no alert"), make("p", {}, text + silence)];
}

function numbers(series) {
  const { state, model, windows, partition } = series;
  const events = eventsOf(series);
  const last = events.at(-1);
  const told = [
    ["newest window", windows.length > 0 ? `up to ${time(windows.at(-1).end)}, score ${number(windows.at(-1).score)}` : null],
    ["last event", last ? `${eventName(last.token)} at ${exact(last.time)}` : null],
    ["last label", last?.label === undefined ? null : `${last.label}, ${share(last.labelProbability)}`],
    ["model", model ? `${model.name} ${model.version} (${model.hash})` : null],
    ["learned", typeof series.maturity === "number" ? `${share(series.maturity)} of what its scores need` : null],
    ["partition", String(partition)],
    ["shown", `${counted(events.length, "event")} of ${counted(windows.length, "window")}, of this process since its start`],
  ];
  const stored = state
    ? [
        ["events so far", number(state.events, 0)],
        ["usual surprise", `${number(state.meanBits, 2)} bits an event`],
        ["asked of", state.instance],
        ["bytes of state", number(state.bytes, 0)],
        ["as of", `${time(state.lastEnd)}${state.committed === false ? ", not committed yet" : ""}${state.stale ? ", from a standby" : ""}`],
      ]
    : [["state", series.stateAbsent ?? null]];
  return [...told, ...stored, ["times", `in ${ZONE}`]].filter(([, text]) => text !== null && text !== undefined);
}

/** The same as the timeline, in numbers. */
function lastEvents(events) {
  const isLabelled = events.some((one) => one.label !== undefined);
  const heads = ["Time", "Event", "Surprise, bits", "Probability", "Likely in its place", ...(isLabelled ? ["Label"] : [])];
  const rows = events.slice(-TABLED).reverse().map((one) =>
    make(
      "tr",
      {},
      make("th", { scope: "row" }, exact(one.time)),
      make("td", { class: one.token === null ? "token faint" : "token" }, eventName(one.token)),
      make("td", { class: `number ${tone(one.bits) === "accent" ? "" : tone(one.bits)}` }, number(one.bits)),
      make("td", { class: "number" }, one.isNew ? `${share(one.probability)}, new` : share(one.probability)),
      make("td", {}, likely(one.expected)),
      isLabelled ? make("td", {}, one.label === undefined ? "" : `${one.label}, ${share(one.labelProbability)}`) : "",
    ),
  );
  return make(
    "table",
    {},
    make("thead", {}, make("tr", {}, ...heads.map((text, i) => make("th", { scope: "col", class: i === 2 || i === 3 ? "number" : null }, text)))),
    make("tbody", {}, ...rows),
  );
}
