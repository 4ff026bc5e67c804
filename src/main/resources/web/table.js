// Series as rows of a table.
import { seriesAddress } from "./addresses.js";
import { spark } from "./chart.js";
import { make } from "./dom.js";
import { formatter, number, time } from "./format.js";

const heads = (withPipeline) => [
  ["Series", "col-key"],
  ...(withPipeline ? [["Pipeline", "wide"]] : []),
  ["Last windows", ""],
  ["Value", "number"],
  ["Score", "number"],
  ["State", ""],
  ["Window end", "number widest"],
];

export function seriesTable(rows, withPipeline) {
  const row = make("tr", {}, ...heads(withPipeline).map(([text, style]) => make("th", { scope: "col", class: style || null }, text)));
  return make("table", { class: "series" }, make("thead", {}, row), rows);
}

/** One series; `withPipeline`: among those of others. */
export function seriesRow(pipeline, one, withPipeline) {
  const values = one.observed.filter((v) => v !== null);
  return make(
    "tr",
    { "data-id": `${pipeline}/${one.key}` },
    make("td", { class: "key" }, make("a", { href: seriesAddress(pipeline, one.key) }, one.key)),
    withPipeline ? make("td", { class: "wide" }, pipeline) : null,
    make("td", {}, spark(one.observed, one.firing)),
    make("td", { class: "number" }, formatter(values)(one.observed.at(-1))),
    make("td", { class: "number" }, number(one.score)),
    make("td", {}, state(one)),
    make("td", { class: "number widest" }, time(one.end)),
  );
}

function state(one) {
  if (one.firing) return make("span", { class: "pill bad" }, "odd");
  if (one.maturity < 1) return make("span", { class: "pill" }, "learning");
  return one.observed.at(-1) === null ? make("span", { class: "pill warn" }, "gap") : make("span", { class: "pill good" }, "fine");
}
