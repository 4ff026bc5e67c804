// What if: the forecast of a series under other values of what is known in advance.
import { Refused, tell } from "./api.js";
import { ahead } from "./figures.js";
import { make } from "./dom.js";
import { formatter, number, time } from "./format.js";

const PAUSE_MS = 150;
const STEPS = 100;

/** Least and most of a slider: room around what is planned. */
function range(planned) {
  const values = planned.map((one) => one.value).filter((v) => v !== null);
  const low = Math.min(...values);
  const high = Math.max(...values);
  if (!Number.isFinite(low)) return [0, 1];
  return low === high && (low === 0 || low === 1) ? [0, 1] : [Math.min(0, low), high > 0 ? 2 * high : 0];
}

/** A field's slider, with its number and from when it counts. */
function control(field, series) {
  const planned = series.state?.known?.[field.name] ?? [];
  const [min, max] = range(planned);
  const step = max - min === 1 && min === 0 ? 1 : Number(((max - min) / STEPS).toPrecision(1));
  const value = planned[0]?.value ?? min;
  const bounds = { min, max, step, value };
  const slider = make("input", { type: "range", ...bounds, "aria-label": `What if ${field.name} were` });
  const exact = make("input", { type: "number", step: "any", value, "aria-label": `${field.name}, exactly` });
  const from = make("select", { "aria-label": `${field.name} from` });
  series.forecast.horizon.forEach((end, i) => from.append(make("option", { value: i === 0 ? "" : series.forecast.horizon[i - 1] }, i === 0 ? "from the next window" : `from ${time(series.forecast.horizon[i - 1])}`)));
  const one = { name: field.name, isSet: false, value: () => Number(exact.value), from: () => from.value };
  one.row = make("div", { class: "what-if" }, make("span", { class: "strong" }, field.name), slider, exact, from);
  one.reset = () => {
    one.isSet = false;
    slider.value = value;
    exact.value = value;
    from.selectedIndex = 0;
  };
  one.listen = (changed) => {
    const take = (other, mine) => () => {
      if (other) other.value = mine.value;
      one.isSet = exact.value !== "";
      changed();
    };
    slider.addEventListener("input", take(exact, slider));
    exact.addEventListener("input", take(slider, exact));
    from.addEventListener("input", take(null, from));
  };
  return one;
}

/** How the sum of the medians over the horizon changes. */
function difference({ forecast, whatIf }) {
  return Object.keys(forecast.quantiles)
    .map((target) => {
      const sum = (of) => ahead(of, target, 0.5).reduce((a, b) => a + (b ?? 0), 0);
      const [before, after] = [sum(forecast), sum(whatIf)];
      const write = formatter([before, after, (before + after) / 2]);
      const share = before === 0 ? null : (after - before) / Math.abs(before);
      const words = share === null || Math.abs(share) < 5e-4 ? "hardly changes" : `${number(100 * Math.abs(share))}% ${share > 0 ? "more" : "less"}`;
      return `${target}, expected over the ${forecast.horizon.length} windows ahead together: ${write(after)} instead of ${write(before)} (${words}).`;
    })
    .join(" ");
}

/**
 * The panel; empty where a pipeline knows nothing in advance.
 *
 * @param about {path, pipeline, series(), signal}
 * @param show is given the other forecast, or null
 */
export function whatIfPanel({ path, pipeline, series, signal }, show) {
  const fields = (pipeline.known ?? []).filter((field) => field.isUsed);
  const isPossible = fields.length > 0 && series().forecast.horizon.length > 0;
  const part = make("section", { "aria-label": "What if", hidden: !isPossible });
  if (!isPossible) return part;
  const controls = fields.map((field) => control(field, series()));
  const words = make("p", { class: "faint", role: "status" }, "Move a slider to see another forecast. Nothing is changed.");
  const reset = make("button", { type: "button" }, "As planned");
  part.append(make("h2", {}, "What if"), ...controls.map((one) => one.row), make("div", { class: "tools" }, reset), words);
  const question = async () => {
    const set = controls.filter((one) => one.isSet);
    if (set.length === 0) return;
    const body = Object.fromEntries(set.map((one) => [one.name, [{ ...(one.from() ? { from: one.from() } : {}), value: one.value() }]]));
    try {
      const answer = await tell(`${path}/what-if`, { known: body }, signal);
      words.textContent = difference(answer);
      show(answer.whatIf);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      words.textContent = error.message;
      show(null);
    }
  };
  let waiting = null;
  const ask = () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => question().catch((e) => (words.textContent = signal.aborted ? "" : e.message)), PAUSE_MS);
  };
  controls.forEach((one) => one.listen(ask));
  reset.addEventListener("click", () => {
    clearTimeout(waiting);
    controls.forEach((one) => one.reset());
    words.textContent = "As planned.";
    show(null);
  });
  part.refresh = () => controls.some((one) => one.isSet) && ask();
  return part;
}
