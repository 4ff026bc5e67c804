// Events over time: each a mark as high as it was surprising, with its token. Drawn as SVG.
//
// A figure: events [{time (epoch ms), token, bits, probability, isNew, expected}], in order of time,
// spans [{from, until, tone, label}], breaks [epoch ms] between sessions, words (what it shows).
import { make, seenWhole } from "./dom.js";
import { dateLabels, eventName, exact, number, share } from "./format.js";
import { likely } from "./words.js";

const HEIGHT = 260;
const TOP = 34;
const BOTTOM = 42;
// As the charts below have it.
const LEFT = 60;
const RIGHT = 34;
const LEAST_BITS = 8;
const LONGEST = 22;
const LETTER = 6.4;
const NEAR = 24;

/** More surprising than these: one in ten, one in a hundred. */
const RARE = Math.log2(10);
const ODD = Math.log2(100);

/** How surprising so many bits are, as a tone. */
export const tone = (bits) => (bits >= ODD ? "bad" : bits >= RARE ? "warn" : "accent");

const NAMESPACE = "http://www.w3.org/2000/svg";

function svg(name, attributes = {}, ...children) {
  const element = document.createElementNS(NAMESPACE, name);
  for (const [key, value] of Object.entries(attributes)) if (value !== null) element.setAttribute(key, value);
  element.append(...children.map((one) => (typeof one === "string" ? seenWhole(one) : one)));
  return element;
}

/** The surprise of a few events, as bars. */
export function strip(bits) {
  const picture = svg("svg", { class: "spark", viewBox: "0 0 140 28", preserveAspectRatio: "none", "aria-hidden": "true" });
  const most = Math.max(LEAST_BITS, ...bits);
  const width = 136 / Math.max(24, bits.length);
  bits.forEach((one, i) => {
    const height = Math.max(1.5, (24 * one) / most);
    const x = 138 - width * (bits.length - i);
    picture.append(svg("rect", { class: `bar ${tone(one)}`, x: x.toFixed(1), y: (26 - height).toFixed(1), width: (0.72 * width).toFixed(1), height: height.toFixed(1) }));
  });
  return picture;
}

/** A share as a bar. */
export function bar(probability) {
  const width = `${Math.max(0.5, 100 * probability).toFixed(1)}%`;
  return svg("svg", { class: "share", "aria-hidden": "true" }, svg("rect", { class: "bar accent", width, height: "100%", rx: 2 }));
}

/** An event in words. */
export function told({ token, time: at, bits, probability, isNew, expected }) {
  return [
    ["when", exact(at)],
    ["what", eventName(token)],
    ["surprise", `${number(bits)} bits`],
    ["probability", isNew ? `${share(probability)}, never known before` : share(probability)],
    [expected[0]?.probability > probability ? "instead of" : "or else", expected.length > 0 ? likely(expected) : null],
  ].filter(([, text]) => text !== null);
}

const ELSE = ["instead of", "or else"];
const LINES = { when: "when", what: "what" };

const shortened = (text) => {
  const letters = [...text];
  return letters.length > LONGEST ? `${letters.slice(0, LONGEST - 1).join("")}…` : text;
};

/** Follows what stretch `together` shows, as a Chart does. */
export class Timeline {
  constructor(parent, figure, together) {
    this.figure = figure;
    this.together = together;
    this.at = null;
    this.readout = make("p", { class: "readout" });
    this.tip = make("div", { class: "tip", hidden: true, "aria-hidden": "true" });
    this.picture = svg("svg", { class: "timeline", height: HEIGHT, "aria-hidden": "true" });
    this.frame = make("div", { class: "plot timeline", tabindex: "0", role: "img" }, this.picture, this.tip);
    parent.append(this.readout, this.frame);
    together.charts.push(this);
    this.shown = this.ends();
    this.frame.addEventListener("keydown", (event) => this.key(event));
    this.frame.addEventListener("pointermove", (event) => this.point(event));
    this.frame.addEventListener("pointerdown", (event) => this.point(event));
    this.frame.addEventListener("pointerleave", () => this.choose(null));
    this.size = new ResizeObserver(() => this.draw());
    this.size.observe(this.frame);
    this.draw();
  }

  /** The first and the last moment, in seconds; a little room on both sides. */
  ends() {
    const { events, until } = this.figure;
    const [first, last] = [events[0]?.time ?? 0, Math.max(until ?? 0, events.at(-1)?.time ?? 1)].map((ms) => ms / 1000);
    const room = Math.max(1, 0.02 * (last - first));
    return [first - room, last + room];
  }

  follow(stretch) {
    this.shown = stretch;
    this.draw();
  }

  /** Takes newer data. */
  take(figure) {
    const chosen = this.at === null ? null : this.figure.events[this.at];
    this.figure = figure;
    const again = chosen === null ? -1 : figure.events.findIndex((one) => one.time === chosen.time && one.token === chosen.token);
    this.at = again < 0 ? null : again;
    if (this.together.shown === null) this.shown = this.ends();
    this.draw();
  }

  x(ms) {
    const [from, until] = this.shown;
    return LEFT + ((this.width - LEFT - RIGHT) * (ms / 1000 - from)) / (until - from || 1);
  }

  y(bits) {
    return HEIGHT - BOTTOM - ((HEIGHT - TOP - BOTTOM) * Math.min(bits, this.most)) / this.most;
  }

  isShown({ time: at }) {
    return at / 1000 >= this.shown[0] && at / 1000 <= this.shown[1];
  }

  draw() {
    this.width = Math.max(200, this.frame.clientWidth);
    const visible = this.figure.events.filter((one) => this.isShown(one));
    this.most = Math.max(LEAST_BITS, ...visible.map((one) => one.bits)) * 1.05;
    this.picture.setAttribute("width", this.width);
    this.picture.replaceChildren(...this.spans(), ...this.axes(), ...this.breaks(), ...visible.map((one) => this.mark(one)), ...this.labels(visible));
    this.ring = svg("circle", { class: "ring", r: 8, visibility: "hidden" });
    this.picture.append(this.ring);
    this.choose(this.at);
  }

  spans() {
    return this.figure.spans
      .map(({ from, until, tone: of }) => ({ left: Math.max(LEFT, this.x(from)), right: Math.min(this.width - RIGHT, Math.max(this.x(until), this.x(from) + 2)), of }))
      .filter(({ left, right }) => right > left)
      .map(({ left, right, of }) => svg("rect", { class: `span ${of}`, x: left, y: TOP - 14, width: right - left, height: HEIGHT - TOP - BOTTOM + 14 }));
  }

  axes() {
    const parts = [];
    const step = this.most > 24 ? 8 : this.most > 12 ? 4 : 2;
    for (let bits = 0; bits <= this.most; bits += step) {
      const y = this.y(bits);
      parts.push(svg("line", { class: "grid", x1: LEFT, x2: this.width - RIGHT, y1: y, y2: y }));
      parts.push(svg("text", { class: "tick", x: LEFT - 6, y: y + 4, "text-anchor": "end" }, String(bits)));
    }
    parts.push(svg("text", { class: "tick", x: LEFT - 6, y: 12, "text-anchor": "end" }, "bits"));
    const [ticks, apart] = this.ticks();
    dateLabels(ticks, apart).forEach((text, i) => {
      const x = this.x(ticks[i] * 1000);
      parts.push(svg("line", { class: "grid", x1: x, x2: x, y1: HEIGHT - BOTTOM, y2: HEIGHT - BOTTOM + 5 }));
      text.split("\n").forEach((line, row) => parts.push(svg("text", { class: "tick", x, y: HEIGHT - BOTTOM + 18 + 15 * row, "text-anchor": "middle" }, line)));
    });
    return parts;
  }

  /** Round moments of the viewer's clock, and how many seconds they lie apart. */
  ticks() {
    const [from, until] = this.shown;
    const steps = [1, 5, 15, 30, 60, 300, 900, 1800, 3600, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800, 2_592_000, 7_776_000, 31_536_000];
    const most = Math.max(2, Math.floor((this.width - LEFT - RIGHT) / 80));
    const apart = steps.find((one) => (until - from) / one <= most) ?? (until - from) / most;
    const offset = -60 * new Date(from * 1000).getTimezoneOffset();
    const ticks = [];
    for (let at = Math.ceil((from + offset) / apart) * apart - offset; at <= until; at += apart) ticks.push(at);
    return [ticks, apart];
  }

  breaks() {
    return this.figure.breaks
      .map((ms) => this.x(ms))
      .filter((x) => x > LEFT && x < this.width - RIGHT)
      .map((x) => svg("line", { class: "break", x1: x, x2: x, y1: TOP - 14, y2: HEIGHT - BOTTOM }));
  }

  mark(event) {
    const [x, y, foot] = [this.x(event.time), this.y(event.bits), HEIGHT - BOTTOM];
    const head =
      event.token === null
        ? svg("rect", { class: "head end", x: x - 3.5, y: y - 3.5, width: 7, height: 7 })
        : event.isNew
          ? svg("path", { class: "head", d: `M${x} ${y - 6}L${x + 6} ${y}L${x} ${y + 6}L${x - 6} ${y}Z` })
          : svg("circle", { class: "head", cx: x, cy: y, r: 4 });
    return svg("g", { class: `mark ${tone(event.bits)}` }, svg("line", { x1: x, x2: x, y1: foot, y2: y }), head);
  }

  /** The tokens of the most surprising ones, as far as there is room. */
  labels(visible) {
    const taken = visible.map((one) => ({ left: this.x(one.time) - 5, right: this.x(one.time) + 5, top: this.y(one.bits) - 5, bottom: this.y(one.bits) + 5 }));
    const placed = [];
    for (const event of [...visible].sort((a, b) => b.bits - a.bits)) {
      const text = shortened(seenWhole(eventName(event.token)));
      const half = (LETTER * [...text].length) / 2 + 2;
      const x = Math.max(LEFT + half, Math.min(this.width - RIGHT - half, this.x(event.time)));
      const y = this.y(event.bits) - 9;
      const box = { left: x - half, right: x + half, top: y - 11, bottom: y + 2 };
      if (taken.every((one) => one.right < box.left || one.left > box.right || one.bottom < box.top || one.top > box.bottom)) {
        taken.push(box);
        placed.push(svg("text", { class: "label", x, y, "text-anchor": "middle" }, text));
      }
    }
    return placed;
  }

  /** What lies nearest under the pointer. */
  point(event) {
    const left = event.clientX - this.frame.getBoundingClientRect().left;
    const distance = (one) => Math.abs(this.x(one.time) - left);
    let best = -1;
    this.figure.events.forEach((one, i) => {
      if (this.isShown(one) && (best < 0 || distance(one) <= distance(this.figure.events[best]))) best = i;
    });
    this.choose(best >= 0 && distance(this.figure.events[best]) <= NEAR ? best : null);
  }

  /** The arrows go from event to event. */
  key(event) {
    const { events } = this.figure;
    const by = { ArrowLeft: -1, ArrowRight: 1, PageUp: -12, PageDown: 12 }[event.key];
    if (by === undefined || events.length === 0) return;
    event.preventDefault();
    const next = Math.max(0, Math.min(events.length - 1, this.at === null ? events.length - 1 : this.at + by));
    this.at = next;
    if (!this.isShown(events[next])) {
      const half = (this.shown[1] - this.shown[0]) / 2;
      this.together.show([events[next].time / 1000 - half, events[next].time / 1000 + half]);
    }
    this.choose(next);
  }

  choose(index) {
    this.at = index;
    const { events, words } = this.figure;
    const event = events[index ?? events.length - 1];
    if (event === undefined) return;
    const texts = told(event);
    this.readout.replaceChildren(
      ...texts.map(([name, text]) => make("span", { class: name === "when" ? "entry when" : "entry" }, ELSE.includes(name) ? `${name} ` : null, name === "when" ? text : make("b", {}, text))),
    );
    this.frame.setAttribute("aria-label", seenWhole(index === null ? words : `${words} ${texts.map(([, text]) => text).join(", ")}`));
    const isSeen = index !== null && this.isShown(event);
    this.tip.hidden = !isSeen;
    this.ring.setAttribute("visibility", isSeen ? "visible" : "hidden");
    if (!isSeen) return;
    const [x, y] = [this.x(event.time), this.y(event.bits)];
    this.ring.setAttribute("cx", x);
    this.ring.setAttribute("cy", y);
    this.tip.replaceChildren(...texts.map(([name, text]) => make("div", { class: LINES[name] ?? null }, name === "probability" ? `probability ${text}` : ELSE.includes(name) ? `${name}: ${text}` : text)));
    this.tip.style.left = `${Math.max(4, Math.min(this.width - this.tip.offsetWidth - 4, x - this.tip.offsetWidth / 2))}px`;
    const below = y + 16;
    const isLow = below + this.tip.offsetHeight > HEIGHT;
    this.tip.style.top = `${isLow ? Math.max(0, y - 14 - this.tip.offsetHeight) : below}px`;
  }

  remove() {
    this.size.disconnect();
    this.together.charts.splice(this.together.charts.indexOf(this), 1);
    this.readout.remove();
    this.frame.remove();
  }
}
