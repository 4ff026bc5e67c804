// A report: figures where they stand, and series to choose from. All data lies in the page.
import { Chart, Together } from "./chart.js";
import { make } from "./dom.js";
import { ZONE, span, time } from "./format.js";

const LISTED = 200;
const ISO_TIME = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;

const data = (id) => JSON.parse(document.getElementById(id).textContent);

/** A figure as chart.js takes it. */
function whole(figure) {
  const [first, step, count] = figure.range ?? [];
  const x = figure.x ?? Array.from({ length: count }, (_, i) => first + i * step);
  const range = x.length === 0 ? "" : figure.isTime ? `, ${span(x[0], x.at(-1))}` : "";
  return { ...figure, x, words: `Line chart of ${figure.caption}${range}.` };
}

function drawn(parent, figure, together) {
  parent.append(make("figcaption", {}, figure.caption));
  return figure.lines.length + figure.bands.length > 0 && (figure.x ?? figure.range).length > 0
    ? new Chart(parent, whole(figure), together)
    : parent.append(make("p", { class: "faint" }, "Nothing to draw."));
}

const cell = (text) => (ISO_TIME.test(text) ? make("time", { datetime: text, title: text }, time(text)) : text);

function table({ heads, rows }) {
  const row = (name, texts) => make("tr", {}, ...texts.map((text) => make(name, name === "th" ? { scope: "col" } : {}, cell(text))));
  return make("div", { class: "scroll" }, make("table", { class: "figures" }, make("thead", {}, row("th", heads)), make("tbody", {}, ...rows.map((one) => row("td", one)))));
}

/** The series to choose from, and the one that is chosen. */
class Chapters {
  constructor(parent) {
    this.index = data("index");
    this.charts = [];
    this.search = make("input", { type: "search", id: "search", placeholder: "part of a name", "aria-label": "Find series by a part of their name" });
    this.count = make("span", { class: "faint", role: "status" });
    this.rows = make("tbody");
    this.chosen = make("section", { id: "chosen", "aria-live": "polite", tabindex: "-1" });
    const heads = this.index.heads.map((text, i) => make("th", { scope: "col", class: i > 0 ? "number" : null }, text));
    const list = make("div", { class: "feed scroll", tabindex: "0", role: "region", "aria-label": "Series to choose from" });
    list.append(make("table", {}, make("thead", {}, make("tr", {}, ...heads)), this.rows));
    const chooser = make("div", {}, make("div", { class: "tools" }, this.search, this.count), list);
    parent.append(make("h2", {}, "Series"), make("div", { class: "split report" }, chooser, this.chosen));
    this.search.addEventListener("input", () => this.list());
    addEventListener("hashchange", () => this.choose(true));
    this.list();
    this.choose(false);
  }

  list() {
    const part = this.search.value.toLowerCase();
    const found = this.index.names.map((name, i) => [name, i]).filter(([name]) => name.toLowerCase().includes(part));
    this.rows.replaceChildren(...found.slice(0, LISTED).map(([name, i]) => this.row(name, i)));
    const more = found.length - LISTED;
    this.count.textContent = `${found.length.toLocaleString()} series${more > 0 ? `, the first ${LISTED} listed` : ""}`;
  }

  row(name, i) {
    const link = make("a", { href: `#${encodeURIComponent(name)}`, "aria-current": i === this.number ? "true" : null }, name);
    return make("tr", { "data-number": i }, make("td", { class: "key" }, link), ...this.index.cells[i].map((text) => make("td", { class: "number" }, text)));
  }

  choose(isAsked) {
    const wanted = decodeURIComponent(location.hash.slice(1));
    const number = Math.max(0, this.index.names.indexOf(wanted));
    if (number === this.number || this.index.names.length === 0) return;
    this.number = number;
    for (const link of this.rows.querySelectorAll("a")) {
      link.toggleAttribute("aria-current", link.closest("tr").dataset.number === String(number));
    }
    this.charts.splice(0).forEach((chart) => chart.remove());
    this.show(this.index.names[number], data(`chapter-${number}`));
    if (isAsked) {
      this.chosen.focus({ preventScroll: true });
      this.chosen.scrollIntoView({ block: "nearest" });
    }
  }

  show(name, { paragraphs, figures, tables }) {
    const together = new Together();
    const parents = figures.map(() => make("figure", { class: "chart" }));
    this.chosen.replaceChildren(
      make("h3", {}, name),
      ...paragraphs.map((text) => make("p", {}, text)),
      together.buttons(),
      ...parents,
      ...tables.map(table),
    );
    this.charts = parents.map((parent, i) => drawn(parent, figures[i], together)).filter((chart) => chart !== undefined);
  }
}

for (const parent of document.querySelectorAll("[data-figure]")) drawn(parent, data(parent.dataset.figure));
const chapters = document.getElementById("chapters");
if (chapters !== null) new Chapters(chapters);
document.querySelector("main").append(make("p", { class: "faint" }, `Times of charts, and of the tables of series, are in ${ZONE}.`));
