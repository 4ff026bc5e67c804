// What alerts, states and charts mean, in sentences.
import { counted, eventName, exact, formatter, number, plain, rarity, share, span, time } from "./format.js";

const TYPES = {
  "outlier": "a value, or a few, that nothing known of this series led one to expect",
  "shift": "a new level that was reached at once",
  "drift": "a new level that was reached by and by",
  "variance": "values that vary more than they did",
  "frozen": "values that vary less than they did, or not at all",
  "missing-activity": "a regular activity, such as a daily peak, that does not come",
  "silent": "no events, from a series that is known to have them",
  "unusual-event": "something happened that hardly ever does at such a moment",
  "unusual-sequence": "several things in a row were more surprising than is usual",
  "missing-event": "nothing has happened for longer than is usual after what happened last",
  "new-token": "something happened that was never known before",
  "unusual-session": "a session has more, or at its end less, of something than is known",
};

const RESOLUTIONS = {
  recovered: "the series is as it was before",
  accepted: "it went on for so long that it is the new normal",
  heard: "the series had an event again",
  forgotten: "the series was silent for so long that it is forgotten",
  overtaken: "a second fault came on top of it, which is told of its own",
};

const CHARTS = {
  "forecast": "far from what was forecast",
  "distance": "far from what is usual",
  "level": "off what is usual for many windows",
  "spread-up": "further from its forecasts than it used to be",
  "change": "changing more or less than it used to",
  "frozen": "the same again and again",
  "range": "out of the range that was seen",
};

export const ALERT_TYPES = Object.keys(TYPES);

export const isOver = (alert) => alert.status === "resolved";

/** What a chart of the scorer looks for. */
export const chartWords = (name) => CHARTS[name] ?? plain(name);

function targetWords(name, { observed, expected, lower, upper, unit }) {
  const write = formatter([observed, expected, lower, upper]);
  const suffix = unit ? ` ${unit}` : "";
  const usual = `${write(expected)}${suffix} was expected, most likely ${write(lower)} to ${write(upper)}${suffix}`;
  if (observed === null) return `${name}: nothing was observed where ${usual}.`;
  return `${name}: ${write(observed)}${suffix} was observed where ${usual}.`;
}

/** Since when an episode goes on, or how long it did. */
export function lasting(alert) {
  return isOver(alert)
    ? `It went on ${span(alert.startsAt, alert.endsAt)}, for ${counted(alert.windows, "window")}, and is over: ${RESOLUTIONS[alert.resolution] ?? plain(alert.resolution ?? "resolved")}.`
    : `It goes on since ${time(alert.startsAt)}, for ${counted(alert.windows, "window")} so far.`;
}

/** Of several tokens that the model has no name for, the one that stands for all of them. */
export function named(tokens) {
  const by = new Map();
  tokens.forEach(({ token, probability }) => by.set(token, (by.get(token) ?? 0) + probability));
  return [...by].map(([token, probability]) => ({ token, probability })).sort((a, b) => b.probability - a.probability);
}

/** Tokens with their probabilities: "tap (40%), kettle (12%)". */
export const likely = (tokens) => named(tokens).map(({ token, probability }) => `${eventName(token)} (${share(probability)})`).join(", ");

function eventWords({ token, time: when, probability, new: isNew, expected }) {
  const came = isNew ? "which was never known before" : `which had a probability of ${share(probability)}`;
  const usual = expected?.length > 0 ? ` Usual then: ${likely(expected)}.` : "";
  return `${eventName(token)} at ${exact(when)}, ${came}.${usual}`;
}

function eventsWords({ unusual, missing, lastEventAt }) {
  if (unusual.length > 0) return unusual.map(eventWords);
  return [`Nothing since ${exact(lastEventAt)}.${missing.length > 0 ? ` Usual next: ${likely(missing)}.` : ""}`];
}

/** What was seen of each target, or of the events, of an episode that goes on. */
export function seen(alert) {
  if (isOver(alert)) return [];
  return [...Object.entries(alert.targets).map(([name, target]) => targetWords(name, target)), ...(alert.events ? eventsWords(alert.events) : [])];
}

/** An episode, in sentences. */
export function explain(alert) {
  const gaveAway = alert.chart ? ` What gave it away: it is ${chartWords(alert.chart)}.` : "";
  return [
    `What is odd: ${TYPES[alert.type] ?? plain(alert.type)}. ${lasting(alert)}${gaveAway}`,
    ...seen(alert),
    `A window as odd comes ${rarity(alert.onceInDays)} in this series (score ${number(alert.score)}).`,
  ];
}

/** How far a series has come in learning. */
export const learned = (series) =>
  series.maturity >= 1
    ? "enough to be forecast well"
    : `${Math.round(series.maturity * series.warmup)} of ${counted(series.warmup, "window")}`;
