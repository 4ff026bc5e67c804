// Numbers and times as a person reads them.

const MAX_DIGITS = 6;
const DAYS_OF_YEAR = 365.25;

/** The zone in which all times are shown: the viewer's. */
export const ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;

const isNumber = (v) => v !== null && v !== undefined && Number.isFinite(v);

/** How many digits after the point tell values apart that lie so far from one another. */
function digitsFor(size) {
  return size > 0 ? Math.min(MAX_DIGITS, Math.max(0, 2 - Math.floor(Math.log10(size)))) : 0;
}

/** Writes numbers in as many digits as the columns' values differ in. */
export const formatter = (...columns) => writer(columns, 0);

/** The same with a digit more, where few values lie far from all others. */
export const fineFormatter = (...columns) => writer(columns, 1);

function writer(columns, more) {
  let low = Infinity;
  let high = -Infinity;
  for (const column of columns) {
    for (const v of column) {
      if (isNumber(v)) {
        low = Math.min(low, v);
        high = Math.max(high, v);
      }
    }
  }
  const spread = high > low ? high - low : Math.abs(high);
  const digits = digitsFor(Number.isFinite(spread) ? spread / 10 ** more : 0);
  return (v) => (isNumber(v) ? v.toLocaleString(undefined, { maximumFractionDigits: digits }) : "–");
}

/** A number by itself. */
export function number(v, digits = 1) {
  return isNumber(v) ? v.toLocaleString(undefined, { maximumFractionDigits: digits }) : "–";
}

const MOMENT = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
const DAY = new Intl.DateTimeFormat(undefined, { dateStyle: "medium" });

/** A time, from milliseconds or from text. */
export function time(when) {
  const ms = typeof when === "number" ? when : Date.parse(when);
  return Number.isFinite(ms) ? MOMENT.format(ms) : "–";
}

const EXACT = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });

/** The same to the second. */
export function exact(when) {
  const ms = typeof when === "number" ? when : Date.parse(when);
  return Number.isFinite(ms) ? EXACT.format(ms) : "–";
}

/** From one time to another, the day said once. */
export function span(from, until) {
  const [a, b] = [from, until].map((when) => (typeof when === "number" ? when : Date.parse(when)));
  return DAY.format(a) === DAY.format(b)
    ? `${MOMENT.format(a)} to ${new Date(b).toLocaleTimeString(undefined, { timeStyle: "short" })}`
    : `${MOMENT.format(a)} to ${MOMENT.format(b)}`;
}

const UNITS = [["day", 86_400_000], ["hour", 3_600_000], ["minute", 60_000], ["second", 1000]];

/** A length of time in its largest unit. */
export function duration(ms) {
  const [unit, size] = UNITS.find(([, one]) => Math.abs(ms) >= one) ?? UNITS.at(-1);
  return counted(number(ms / size), unit);
}

/** A probability: "34%", "0.2%", "less than 0.1%". */
export function share(p) {
  if (!isNumber(p)) return "–";
  if (p < 0.001) return "less than 0.1%";
  return `${number(100 * p, p < 0.1 || p > 0.99 ? 1 : 0)}%`;
}

/** What happened, or may: a token, the end of a session (null), or what the model has no name for. */
export function eventName(token) {
  if (token === null) return "end of the session";
  return token === "<unk>" ? "something else" : token;
}

/** "1 window", "2 windows". */
export function counted(count, noun) {
  const text = typeof count === "number" ? count.toLocaleString() : count;
  return `${text} ${noun}${text === "1" ? "" : "s"}`;
}

/** "missing-activity" as "missing activity". */
export const plain = (word) => word.replaceAll(/[-_]/g, " ").toLowerCase();

/** How rare something is that comes once in so many days. */
export function rarity(days) {
  if (!isNumber(days) || days > 1e6 * DAYS_OF_YEAR) return "less than once in a million years";
  if (days >= 2 * DAYS_OF_YEAR) return `once in ${number(days / DAYS_OF_YEAR, 0)} years`;
  return days >= 2 ? `once in ${number(days, 0)} days` : `once in ${number(days * 24, days < 0.2 ? 1 : 0)} hours`;
}

const SPLIT_OF_DAY = 86_400;

/** Dates below an axis whose ticks lie `step` seconds apart; the day is said where it changes. */
export function dateLabels(ticks, step) {
  let before = null;
  return ticks.map((at) => {
    const date = new Date(at * 1000);
    const isOfYears = step >= 28 * SPLIT_OF_DAY;
    const day = date.toLocaleDateString(undefined, isOfYears ? { month: "short", year: "numeric" } : { day: "numeric", month: "short" });
    if (step >= SPLIT_OF_DAY) return day;
    const seconds = step < 60 ? { second: "2-digit" } : {};
    const clock = date.toLocaleTimeString(undefined, { hour: "2-digit", minute: "2-digit", ...seconds });
    const text = day === before ? clock : `${clock}\n${day}`;
    before = day;
    return text;
  });
}
