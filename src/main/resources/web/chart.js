// One way of drawing: figures of bands, lines and marks over time or over numbers, by uPlot.
//
// A figure: x (epoch ms when isTime), unit, bands [{label, lower, upper, tone}],
// lines [{label, values, tone, dash, dots}], spans [{from, until, tone, label}], words (what it
// shows, in a sentence), and optionally height, xLabel, yLabel. Columns are as long as x, null where there is nothing.
import uPlot from "./uplot.js";
import { make } from "./dom.js";
import { dateLabels, fineFormatter, formatter, number, time } from "./format.js";

const HEIGHT = 280;
const AXIS = 60;
// Room for half of a time of day.
const RIGHT = 34;
const BACKGROUND = ["ahead", "gap"];

const color = (tone) => getComputedStyle(document.documentElement).getPropertyValue(`--${tone}`).trim();

/** Charts that show the same stretch of x, which `on` is told of: null when it is all. */
export class Together {
  constructor(on = () => {}) {
    this.charts = [];
    this.shown = null;
    this.on = on;
    this.key = `together-${Together.count++}`;
  }

  static count = 0;

  /** Shows a stretch, [from, until], or all. */
  show(stretch) {
    this.limit(stretch);
    this.on(this.shown);
  }

  limit(stretch) {
    const [least, most] = this.ends();
    const from = stretch === null ? least : Math.max(least, stretch[0]);
    const until = stretch === null ? most : Math.min(most, stretch[1]);
    const isAll = stretch === null || !(from < until) || (from <= least && until >= most);
    this.shown = isAll ? null : [from, until];
    this.charts.forEach((chart) => chart.follow(this.shown ?? [least, most]));
  }

  /** Whether what is newest is shown. */
  isAtEnd() {
    return this.shown === null || this.shown[1] >= this.ends()[1];
  }

  /** Lets the charts take newer data; a stretch up to the newest goes along. */
  take(work) {
    const { shown } = this;
    const before = this.ends()[1];
    const goesAlong = shown !== null && shown[1] >= before;
    work();
    const by = this.ends()[1] - before;
    if (goesAlong && by !== 0) this.limit([shown[0] + by, shown[1] + by]);
  }

  ends() {
    const all = this.charts.map((chart) => chart.ends());
    return [Math.min(...all.map(([from]) => from)), Math.max(...all.map(([, until]) => until))];
  }

  zoom(factor) {
    const [from, until] = this.shown ?? this.ends();
    const middle = (from + until) / 2;
    const half = ((until - from) / 2) * factor;
    this.show([middle - half, middle + half]);
  }

  move(share) {
    const [from, until] = this.shown ?? this.ends();
    const [least, most] = this.ends();
    const by = Math.max(least - from, Math.min(most - until, share * (until - from)));
    this.show([from + by, until + by]);
  }

  /** Buttons for those without a mouse. */
  buttons() {
    const button = (text, name, work) => {
      const element = make("button", { type: "button", title: name, "aria-label": name }, text);
      element.addEventListener("click", work);
      return element;
    };
    return make(
      "div",
      { class: "tools", role: "group", "aria-label": "What stretch the charts show" },
      button("+", "Zoom in", () => this.zoom(0.5)),
      button("−", "Zoom out", () => this.zoom(2)),
      button("‹", "Earlier", () => this.move(-0.5)),
      button("›", "Later", () => this.move(0.5)),
      button("All", "Show all", () => this.show(null)),
    );
  }
}

/** A figure that is drawn, with what lies under the cursor in words. */
export class Chart {
  constructor(parent, figure, together = new Together()) {
    this.figure = figure;
    this.together = together;
    this.readout = make("p", { class: "readout" });
    this.frame = make("div", { class: "plot", tabindex: "0", role: "img" });
    this.parent = parent;
    parent.append(this.readout, this.frame);
    together.charts.push(this);
    this.build();
    this.frame.addEventListener("keydown", (event) => this.key(event));
    this.size = new ResizeObserver(() => this.plot.setSize({ width: this.width(), height: this.plot.height }));
    this.size.observe(this.frame);
    this.dark = matchMedia("(prefers-color-scheme: dark)");
    this.recolor = () => this.build();
    this.dark.addEventListener("change", this.recolor);
  }

  width() {
    return Math.max(120, this.frame.clientWidth);
  }

  build() {
    this.plot?.destroy();
    this.format = fineFormatter(...columns(this.figure).slice(1));
    this.plot = new uPlot(this.options(), columns(this.figure), this.frame);
    this.read(null);
  }

  options() {
    const { isTime, bands, lines, height = HEIGHT } = this.figure;
    return {
      width: this.width(),
      height,
      legend: { show: false },
      cursor: { sync: { key: this.together.key }, drag: { x: true, y: false }, points: { size: 6 } },
      scales: { x: { time: isTime, auto: () => this.together.shown === null } },
      axes: axes(this),
      padding: [null, isTime ? RIGHT : null, null, null],
      bands: bands.map((band, i) => ({ series: [2 * i + 1, 2 * i + 2], fill: color(band.tone ?? "band") })),
      series: [{}, ...bands.flatMap(() => [edge(), edge()]), ...lines.map(line)],
      hooks: {
        drawClear: [(plot) => this.spans(plot)],
        setCursor: [(plot) => this.read(plot.cursor.idx)],
        setScale: [(plot, scale) => scale === "x" && this.zoomed(plot)],
      },
    };
  }

  /** The first and the last x, in seconds where it is time. */
  ends() {
    const x = columns(this.figure)[0];
    return [x[0] ?? 0, x.at(-1) ?? 1];
  }

  follow([min, max]) {
    this.isFollowing = true;
    this.plot.setScale("x", { min, max });
    this.isFollowing = false;
  }

  /** By the mouse; what this chart shows, the others follow. */
  zoomed(plot) {
    const { min, max } = plot.scales.x;
    if (this.plot !== plot || this.isFollowing || min === null) return;
    const [from, until] = this.together.shown ?? this.ends();
    if (Math.abs(min - from) + Math.abs(max - until) > 1e-6 * (max - min)) {
      this.isFollowing = true;
      setTimeout(() => {
        this.isFollowing = false;
        this.together.show([min, max]);
      });
    }
  }

  /** Takes newer data; the kind of figure stays. */
  take(figure) {
    const isSame = figure.bands.length === this.figure.bands.length && figure.lines.length === this.figure.lines.length;
    this.figure = figure;
    if (!isSame) {
      this.build();
      return;
    }
    this.isFollowing = true;
    this.format = fineFormatter(...columns(figure).slice(1));
    this.plot.setData(columns(figure));
    this.isFollowing = false;
    this.read(this.plot.cursor.idx);
  }

  spans(plot) {
    const { ctx, bbox } = plot;
    const place = (x) => plot.valToPos(this.figure.isTime ? x / 1000 : x, "x", true);
    const ordered = [...this.figure.spans].sort((a, b) => BACKGROUND.includes(b.tone) - BACKGROUND.includes(a.tone));
    ctx.save();
    for (const { from, until, tone } of ordered) {
      const left = Math.max(bbox.left, place(from));
      const right = Math.min(bbox.left + bbox.width, Math.max(place(until), place(from) + 2 * devicePixelRatio));
      if (right > left) {
        ctx.fillStyle = color(`${tone}-span`);
        ctx.fillRect(left, bbox.top, right - left, bbox.height);
      }
    }
    ctx.restore();
  }

  /** What lies under the cursor; without one, the last values. */
  read(index) {
    const { x, unit, bands, lines, spans, isTime, xLabel, words } = this.figure;
    const at = index ?? this.last();
    const suffix = unit ? ` ${unit}` : "";
    const value = (v) => (v === null || v === undefined ? null : this.format(v) + suffix);
    const entry = (tone, label, text, kind = "line") =>
      make("span", { class: "entry" }, make("i", { class: `swatch ${kind} ${tone}` }), `${label} `, make("b", {}, text ?? "–"));
    const under = spans.filter((one) => one.label && x[at] > one.from && x[at] <= one.until);
    this.readout.replaceChildren(
      make("span", { class: "entry when" }, isTime ? time(x[at]) : `${xLabel ?? ""} ${number(x[at], 3)}`),
      ...lines
        .filter((one) => one.label && (one.values[at] !== null || !one.dots))
        .map((one) => entry(one.tone, one.label, value(one.values[at]), one.dots ? "dot" : "line")),
      ...bands
        .filter((one) => isNear(one.lower, at))
        .map((one) => entry(one.tone ?? "band", one.label, `${value(one.lower[at])} to ${value(one.upper[at])}`, "area")),
      ...under.map((one) => entry(one.tone, one.label, "", "area")),
    );
    this.frame.setAttribute("aria-label", `${words} ${index === null || index === undefined ? "" : this.readout.textContent}`.trim());
  }

  last() {
    const main = this.figure.lines.at(-1)?.values ?? [];
    for (let i = main.length - 1; i >= 0; i--) if (main[i] !== null) return i;
    return this.figure.x.length - 1;
  }

  /** The arrows move the cursor. */
  key(event) {
    const by = { ArrowLeft: -1, ArrowRight: 1, PageUp: -12, PageDown: 12 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    const at = Math.max(0, Math.min(this.figure.x.length - 1, (this.plot.cursor.idx ?? this.last()) + by));
    this.plot.setCursor({ left: this.plot.valToPos(this.plot.data[0][at], "x"), top: this.plot.over.clientHeight / 2 });
  }

  remove() {
    this.size.disconnect();
    this.dark.removeEventListener("change", this.recolor);
    this.together.charts.splice(this.together.charts.indexOf(this), 1);
    this.plot.destroy();
    this.readout.remove();
    this.frame.remove();
  }
}

/** Where a band has a value; one that has none here is not told of. */
const isNear = (column, at) => column[at] !== null && column[at] !== undefined;

function columns({ x, isTime, bands, lines }) {
  return [
    isTime ? x.map((ms) => ms / 1000) : x,
    ...bands.flatMap(({ lower, upper }) => [upper, lower]),
    ...lines.map(({ values }) => values),
  ];
}

const edge = () => ({ stroke: "transparent", width: 0, points: { show: false } });

function line({ tone, dash, dots, width = 1.5 }) {
  const stroke = color(tone);
  return dots
    ? { stroke, paths: () => null, points: { show: true, size: 7, fill: stroke, width: 0 } }
    : { stroke, width, dash: dash ? [4, 3] : undefined, spanGaps: false, points: { show: true, size: 4, fill: stroke, filter: alone } };
}

/** Where a line has a value and none beside it: what would not be seen. */
function alone(plot, series) {
  const values = plot.data[series];
  const isNothing = (v) => v === null || v === undefined;
  return [...values.keys()].filter((i) => !isNothing(values[i]) && isNothing(values[i - 1]) && isNothing(values[i + 1]));
}

function axes(chart) {
  const look = { stroke: color("faint"), grid: { stroke: color("line"), width: 1 }, ticks: { stroke: color("line") }, font: "12px system-ui" };
  const { isTime, xLabel, yLabel } = chart.figure;
  const label = (text) => (text ? { label: text, labelSize: 20, labelFont: "12px system-ui" } : {});
  return [
    isTime
      ? { ...look, space: 80, values: (plot, ticks, axis, space, step) => dateLabels(ticks, step) }
      : { ...look, ...label(xLabel) },
    {
      ...look,
      ...label(yLabel),
      values: (plot, ticks) => ticks.map(formatter(ticks)),
      size: (plot, texts) => Math.max(AXIS, 18 + 7 * Math.max(0, ...(texts ?? []).map((text) => text.length))),
    },
  ];
}

/** A line of a few values, as SVG; gaps stay gaps. */
export function spark(values, isFiring) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "spark");
  svg.setAttribute("viewBox", "0 0 140 28");
  svg.setAttribute("preserveAspectRatio", "none");
  svg.setAttribute("aria-hidden", "true");
  const known = values.filter((v) => v !== null);
  if (known.length === 0) return svg;
  const low = Math.min(...known);
  const range = Math.max(...known) - low;
  const x = (i) => (values.length < 2 ? 70 : 2 + (134 * i) / (values.length - 1));
  const y = (v) => (range > 0 ? 25 - (22 * (v - low)) / range : 14);
  let pen = "M";
  let path = "";
  values.forEach((v, i) => {
    path += v === null ? "" : `${pen}${x(i).toFixed(1)} ${y(v).toFixed(1)}`;
    pen = v === null ? "M" : "L";
  });
  const shape = (name, attributes) => {
    const element = document.createElementNS(svg.namespaceURI, name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    svg.append(element);
  };
  shape("path", { d: path });
  if (isFiring && values.at(-1) !== null) shape("circle", { cx: x(values.length - 1), cy: y(values.at(-1)), r: 3 });
  return svg;
}
