// All pipelines at a glance: what is watched, what is odd now, and why.
import { ask } from "./api.js";
import { pipelineAddress } from "./addresses.js";
import { alertFeed } from "./alerts.js";
import { fill, make } from "./dom.js";
import { number, time } from "./format.js";
import { seriesRow, seriesTable } from "./table.js";

const EYES = 6;

/** What `show` is told: title, trail, parts. */
export async function overview(show, signal) {
  const cards = make("div", { class: "cards" });
  const rows = make("tbody");
  const feed = alertFeed(null, signal);
  show(
    "Sluice",
    [],
    make("h1", {}, "What is watched"),
    cards,
    make(
      "div",
      { class: "split" },
      make("section", { "aria-label": "Series that need eyes" }, make("h2", {}, "What needs eyes"), seriesTable(rows, true)),
      feed.part,
    ),
  );
  const refresh = async () => {
    const [{ pipelines }] = await Promise.all([ask("pipelines", signal), feed.refresh()]);
    fill(cards, pipelines.map(card));
    fill(rows, (await Promise.all(pipelines.map((one) => odd(one, signal)))).flat());
  };
  return { query: "", refresh, controls: feed.controls };
}

async function odd(pipeline, signal) {
  if (!pipeline.series) return [];
  const query = new URLSearchParams({ sort: "attention", limit: EYES });
  const { series } = await ask(`pipelines/${encodeURIComponent(pipeline.name)}/series?${query}`, signal);
  const shown = series.filter((one, i) => one.firing || i === 0);
  return shown.map((one) => seriesRow(pipeline.name, one, true));
}

/** How a pipeline is, in a word. */
export function stateOf(pipeline) {
  const isGood = pipeline.state === "RUNNING";
  return make("span", { class: `pill ${isGood ? "good" : "bad"}` }, pipeline.state.toLowerCase().replaceAll("_", " "));
}

function card(pipeline) {
  const firing = pipeline.firing ?? 0;
  const rate = pipeline.recordsPerSecond;
  return make(
    "a",
    { class: "card", href: pipelineAddress(pipeline.name), "data-id": pipeline.name },
    make("strong", {}, pipeline.name),
    " ",
    stateOf(pipeline),
    make("div", {}, `${(pipeline.series ?? 0).toLocaleString()} series${pipeline.topics ? ` from ${pipeline.topics.source}` : ""}`),
    make("div", { class: firing > 0 ? "odd" : "faint" }, firing > 0 ? `${firing.toLocaleString()} odd now` : "nothing odd"),
    make("div", { class: "faint" }, pipeline.newestWindow ? `up to ${time(pipeline.newestWindow)}` : "no window closed yet"),
    typeof rate === "number" ? make("div", { class: "faint" }, `${number(rate)} records a second`) : null,
  );
}
