// The figures of a series: what was observed, the band it was judged against, the fan ahead, the score.
import { counted, formatter, number, span, time } from "./format.js";
import { isOver } from "./words.js";

const SCORE_HEIGHT = 130;
const LOWER = 0.1;
const UPPER = 0.9;

/** The level that lies nearest. */
const nearest = (levels, level) =>
  levels.reduce((best, one, i) => (Math.abs(one - level) < Math.abs(levels[best] - level) ? i : best), 0);

const none = (count) => new Array(count).fill(null);

/** A level of a target's forecast, step by step; null where there is none. */
export function ahead(forecast, target, level) {
  const at = nearest(forecast.levels, level);
  return forecast.horizon.map((_, step) => forecast.quantiles[target]?.[step]?.[at] ?? null);
}

/** One target of a series; with `whatIf`, another forecast beside its own. */
export function valueFigure(series, index, whatIf = null) {
  const { windows, forecast } = series;
  const target = windows.targets[index];
  const past = windows.end.length;
  const horizon = forecast.horizon.map((end) => Date.parse(end));
  const joined = (before, level) => before.concat(ahead(forecast, target.name, level));
  const only = (of, level) => none(past).concat(ahead(of, target.name, level));
  const outer = [forecast.levels[0], forecast.levels.at(-1)];
  const share = (lower, upper) => `${number(100 * (upper - lower), 0)}%`;
  const bands = [
    { label: "80% band", lower: joined(target.lower, LOWER), upper: joined(target.upper, UPPER) },
    ...(outer[0] < LOWER && outer[1] > UPPER
      ? [{ label: share(...outer), lower: only(forecast, outer[0]), upper: only(forecast, outer[1]), tone: "fan" }]
      : []),
    ...(whatIf ? [{ label: "what if, 80%", lower: only(whatIf, LOWER), upper: only(whatIf, UPPER), tone: "what-if-band" }] : []),
  ];
  return {
    isTime: true,
    x: windows.end.concat(horizon),
    unit: target.unit,
    bands,
    lines: [
      { label: "expected", values: joined(target.median, 0.5), tone: "accent", dash: true },
      ...(whatIf ? [{ label: "what if", values: only(whatIf, 0.5), tone: "what-if", width: 2 }] : []),
      { label: "observed", values: target.observed.concat(none(horizon.length)), tone: "ink" },
    ],
    spans: [...episodes(series.alerts), ...gaps(windows.end, target.observed), ...future(windows.end, horizon)],
    words: valueWords(series, target, horizon),
  };
}

/** How odd each window was. */
export function scoreFigure(series) {
  const { windows, forecast } = series;
  const horizon = forecast.horizon.map((end) => Date.parse(end));
  const scores = windows.score.filter((v) => v !== null);
  const most = scores.reduce((a, b) => Math.max(a, b), 0);
  return {
    isTime: true,
    x: windows.end.concat(horizon),
    height: SCORE_HEIGHT,
    bands: [],
    lines: [...threshold(series, windows.end.length + horizon.length), { label: "score", values: windows.score.concat(none(horizon.length)), tone: "warn" }],
    spans: [...episodes(series.alerts), ...future(windows.end, horizon)],
    words: `Line chart of the score, how odd each window was: at most ${number(most)}, last ${number(scores.at(-1) ?? null)}.`,
  };
}

/** What a score has to reach for an alert. */
function threshold({ why }, count) {
  const value = why?.scoreThreshold;
  return typeof value === "number" ? [{ label: "alerts at", values: new Array(count).fill(value), tone: "bad", dash: true, width: 1 }] : [];
}

const episodes = (alerts) =>
  alerts.map((alert) => ({
    from: Date.parse(alert.startsAt),
    until: Date.parse(alert.endsAt ?? alert.decidedAt),
    tone: isOver(alert) ? "over" : "bad",
    label: `alert: ${alert.type.replaceAll("-", " ")}`,
  }));

/** Runs of windows without a value, each from the end of the window before it. */
function gaps(ends, observed) {
  const runs = [];
  let from = null;
  observed.forEach((value, i) => {
    if (value === null && from === null) from = i === 0 ? ends[0] : ends[i - 1];
    if (value !== null && from !== null) {
      runs.push({ from, until: ends[i - 1], tone: "gap", label: "no value" });
      from = null;
    }
  });
  if (from !== null) runs.push({ from, until: ends.at(-1), tone: "gap", label: "no value" });
  return runs;
}

const future = (ends, horizon) =>
  ends.length > 0 && horizon.length > 0 ? [{ from: ends.at(-1), until: horizon.at(-1), tone: "ahead", label: "forecast ahead" }] : [];

/** What a person who does not see the chart should know. */
function valueWords(series, target, horizon) {
  const { end } = series.windows;
  const write = formatter(target.observed, target.lower, target.upper);
  const unit = target.unit ? ` ${target.unit}` : "";
  const last = target.observed.findLastIndex((v) => v !== null);
  const firing = series.alerts.filter((alert) => !isOver(alert)).length;
  const now =
    last < 0
      ? "No value yet."
      : `Last value ${write(target.observed[last])}${unit} at ${time(end[last])}` +
        (target.median[last] === null
          ? "."
          : `, where ${write(target.median[last])} was expected, ${write(target.lower[last])} to ${write(target.upper[last])}.`);
  const median = ahead(series.forecast, target.name, 0.5);
  const next =
    horizon.length > 0 && median.at(-1) !== null ? ` Forecast for ${time(horizon.at(-1))}: ${write(median.at(-1))}${unit}.` : "";
  return (
    `Line chart of ${target.name}, ${counted(end.length, "window")}${end.length > 0 ? `, ${span(end[0], end.at(-1))}` : ""}. ${now}${next} ` +
    (firing > 0 ? `${counted(firing, "alert")} firing.` : "No alert fires.")
  );
}
