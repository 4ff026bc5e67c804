// Charts of a series: what was observed, the band it was judged against, and the fan ahead.
import uPlot from "./uplot.js";

const CHART_HEIGHT = 280;
const SCORE_HEIGHT = 120;
const MAX_DIGITS = 6;

function color(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/** A number in as many digits as its neighbours differ in. */
export function formatter(values) {
  const finite = values.filter((v) => v !== null && v !== undefined);
  const spread = Math.max(...finite) - Math.min(...finite);
  const most = Math.max(...finite.map(Math.abs), 0);
  const size = spread > 0 ? spread : most;
  const digits = size > 0 ? Math.min(MAX_DIGITS, Math.max(0, 2 - Math.floor(Math.log10(size)))) : 0;
  return (v) =>
    v === null || v === undefined
      ? "–"
      : v.toLocaleString(undefined, { maximumFractionDigits: digits, minimumFractionDigits: 0 });
}

export function time(ms) {
  return new Date(ms).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });
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
  const range = Math.max(...known) - low || 1;
  const x = (i) => (values.length < 2 ? 70 : 2 + (136 * i) / (values.length - 1));
  const y = (v) => 26 - (24 * (v - low)) / range;
  let path = "";
  let pen = "M";
  values.forEach((v, i) => {
    if (v === null) {
      pen = "M";
    } else {
      path += `${pen}${x(i).toFixed(1)} ${y(v).toFixed(1)}`;
      pen = "L";
    }
  });
  const line = document.createElementNS(svg.namespaceURI, "path");
  line.setAttribute("d", path);
  svg.append(line);
  if (isFiring && values.at(-1) !== null) {
    const dot = document.createElementNS(svg.namespaceURI, "circle");
    dot.setAttribute("cx", x(values.length - 1));
    dot.setAttribute("cy", y(values.at(-1)));
    dot.setAttribute("r", 3);
    svg.append(dot);
  }
  return svg;
}

/** Time in seconds, and per line what it is there: past windows, then those ahead. */
function columns(series, target) {
  const past = series.windows;
  const values = past.targets[target];
  const { horizon, levels, quantiles } = series.forecast;
  const fan = quantiles[values.name] ?? [];
  const nearest = (level) =>
    levels.reduce((best, one, i) => (Math.abs(one - level) < Math.abs(levels[best] - level) ? i : best), 0);
  const ahead = (level) => horizon.map((_, step) => fan[step]?.[nearest(level)] ?? null);
  return [
    past.end.map((end) => end / 1000).concat(horizon.map((end) => Date.parse(end) / 1000)),
    values.observed.concat(horizon.map(() => null)),
    values.lower.concat(ahead(0.1)),
    values.upper.concat(ahead(0.9)),
    values.median.concat(ahead(0.5)),
  ];
}

function marks(alerts) {
  return {
    hooks: {
      drawClear: (plot) => {
        const { ctx, bbox } = plot;
        ctx.save();
        for (const alert of alerts) {
          const from = plot.valToPos(Date.parse(alert.startsAt) / 1000, "x", true);
          const end = alert.endsAt ?? alert.decidedAt;
          const to = plot.valToPos(Date.parse(end) / 1000, "x", true);
          ctx.fillStyle = color(alert.status === "resolved" ? "--line" : "--bad");
          ctx.globalAlpha = 0.25;
          const left = Math.max(bbox.left, from);
          const width = Math.min(bbox.left + bbox.width, Math.max(to, from + 3)) - left;
          if (width > 0) ctx.fillRect(left, bbox.top, width, bbox.height);
        }
        ctx.restore();
      },
    },
  };
}

const axes = () => [
  { stroke: color("--faint"), grid: { stroke: color("--line"), width: 1 } },
  { stroke: color("--faint"), grid: { stroke: color("--line"), width: 1 }, size: 70 },
];

/** Draws one target; returns a function that takes newer data. */
export function draw(parent, series, target) {
  const values = series.windows.targets[target];
  const data = columns(series, target);
  const format = formatter(data.slice(1).flat());
  const unit = values.unit ? ` ${values.unit}` : "";
  const shown = (plot, v) => (v === null || v === undefined ? "–" : format(v) + unit);
  const plot = new uPlot(
    {
      width: parent.clientWidth - 20,
      height: CHART_HEIGHT,
      cursor: { sync: { key: "series" } },
      axes: axes(),
      bands: [{ series: [3, 2], fill: color("--band") }],
      plugins: [marks(series.alerts)],
      series: [
        {},
        { label: "observed", stroke: color("--ink"), width: 1.5, value: shown, spanGaps: false },
        { label: "low 10%", stroke: color("--band"), value: shown },
        { label: "high 10%", stroke: color("--band"), value: shown },
        { label: "expected", stroke: color("--accent"), dash: [4, 3], value: shown },
      ],
    },
    data,
    parent,
  );
  return { plot, take: (newer) => plot.setData(columns(newer, target)) };
}

/** The score below; a line where an alert begins. */
export function drawScore(parent, series) {
  const data = (of) => [of.windows.end.map((end) => end / 1000), of.windows.score];
  const plot = new uPlot(
    {
      width: parent.clientWidth - 20,
      height: SCORE_HEIGHT,
      cursor: { sync: { key: "series" } },
      axes: axes(),
      series: [
        {},
        { label: "score", stroke: color("--warn"), fill: color("--band"), value: (p, v) => (v === null || v === undefined ? "–" : v.toFixed(2)) },
      ],
    },
    data(series),
    parent,
  );
  return { plot, take: (newer) => plot.setData(data(newer)) };
}
