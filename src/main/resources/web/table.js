// Series as rows of a table.
import { seriesAddress } from "./addresses.js";
import { spark } from "./chart.js";
import { strip } from "./timeline.js";
import { make } from "./dom.js";
import { eventName, formatter, number, time } from "./format.js";

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

/** The same table says of series of events what it says of them. */
export function eventHeads(table) {
  const heads = [...table.querySelectorAll("th")];
  const rename = (from, to) => heads.filter((head) => head.textContent === from).forEach((head) => head.replaceWith(make("th", { scope: "col" }, to)));
  rename("Last windows", "Surprise");
  rename("Value", "Last event");
}

/** One series; `withPipeline`: among those of others. */
export function seriesRow(pipeline, one, withPipeline) {
  const [picture, value] = one.bits ? [strip(one.bits), eventName(one.token)] : valueCells(one);
  return make(
    "tr",
    { "data-id": `${pipeline}/${one.key}` },
    make("td", { class: "key" }, make("a", { href: seriesAddress(pipeline, one.key) }, one.key)),
    withPipeline ? make("td", { class: "wide" }, pipeline) : null,
    make("td", {}, picture),
    make("td", { class: one.bits ? (withPipeline ? "token last" : "token") : "number" }, value),
    make("td", { class: "number" }, number(one.score)),
    make("td", {}, state(one)),
    make("td", { class: "number widest" }, time(one.end)),
  );
}

const valueCells = ({ observed, firing }) => [spark(observed, firing), formatter(observed.filter((v) => v !== null))(observed.at(-1))];

function state(one) {
  if (one.firing) return make("span", { class: "pill bad" }, "odd");
  if (one.maturity < 1) return make("span", { class: "pill" }, "learning");
  return one.observed?.at(-1) === null ? make("span", { class: "pill warn" }, "gap") : make("span", { class: "pill good" }, "fine");
}
