#!/usr/bin/env python3
"""Draws the dashboards as pictures from a Prometheus that scrapes Sluice, without Grafana.

    grafana/render.py http://127.0.0.1:9090 out/ [minutes]

Same queries, titles, units, thresholds, colours and arrangement; for a look at what they show, and
for docs/operations.md. Needs python3-matplotlib.
"""

import importlib
import json
import pathlib
import re
import sys
import time

import matplotlib

matplotlib.use("Agg")
import matplotlib.dates as dates
import matplotlib.pyplot as plt
from matplotlib.ticker import FuncFormatter

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
queries = importlib.import_module("check-queries")

COLUMNS, ROW_INCHES, COLUMN_INCHES = 24, 0.34, 0.62
COLOURS = {"text": "#222222", "blue": "#3274d9", "super-light-blue": "#8ab8ff", "red": "#e02f44",
           "green": "#56a64b", "orange": "#ff780a", "yellow": "#f2cc0c"}
CYCLE = ["#56a64b", "#f2cc0c", "#3274d9", "#ff780a", "#e02f44", "#a352cc", "#37872d", "#806eb7"]


def text(value, unit):
    if unit == "percentunit":
        return f"{100 * value:.3g}%"
    if unit in ("bytes", "decbytes"):
        for prefix in ("", "Ki", "Mi", "Gi", "Ti"):
            if abs(value) < 1024 or prefix == "Ti":
                return f"{value:.3g} {prefix}B"
            value /= 1024
    if unit == "ms":
        value, unit = value / 1000, "s"
    if unit == "s":
        for size, name in ((86400, "d"), (3600, "h"), (60, "min"), (1, "s"), (1e-3, "ms"), (1e-6, "µs")):
            if abs(value) >= size or size == 1e-6:
                return f"{value / size:.3g} {name}"
    for size, name in ((1e9, " G"), (1e6, " M"), (1e3, " K")):
        if abs(value) >= size:
            return f"{value / size:.3g}{name}"
    return f"{value:.3g}" + ("/s" if unit == "ops" else "")


def answers(base, panel, values, minutes):
    """Name and points of every series of a panel."""
    end = time.time()
    for target in panel["targets"]:
        expression = queries.fill(target["expr"], values)
        result = queries.get(base, "/api/v1/query_range", query=expression, start=end - 60 * minutes,
                             end=end, step=max(2, minutes * 60 // 200))["result"]
        for series in result:
            name = re.sub(r"{{(\w+)}}", lambda m: series["metric"].get(m[1], ""), target["legendFormat"])
            yield name, [(float(t), float(v)) for t, v in series["values"]]


def properties(panel, name):
    found = dict(panel["fieldConfig"]["defaults"].get("custom", {}))
    for override in panel["fieldConfig"]["overrides"]:
        if override["matcher"]["options"] == name:
            found.update((p["id"].removeprefix("custom."), p["value"]) for p in override["properties"])
    return found


def colour_of(steps, value):
    chosen = "text"
    for step in steps:
        if step["value"] is None or value >= step["value"]:
            chosen = step["color"]
    return COLOURS.get(chosen, chosen)


def chart(axes, panel, series, unit):
    lines = {}
    for i, (name, points) in enumerate(series):
        style = properties(panel, name)
        colour = COLOURS.get(style.get("color", {}).get("fixedColor"), CYCLE[i % len(CYCLE)])
        when = [t / 86400 for t, _ in points]
        what = [v for _, v in points]
        lines[name] = (when, what)
        hidden = style.get("hideFrom", {}).get("legend")
        label = None if hidden else name
        if style.get("drawStyle") == "points":
            axes.plot(when, what, "o", color=colour, markersize=4, label=label, zorder=5)
            continue
        below = lines.get(style.get("fillBelowTo"))
        if below and len(below[1]) == len(what):
            axes.fill_between(when, below[1], what, color=colour, alpha=0.25, linewidth=0, label=label)
        elif style.get("lineWidth", 1):
            dashed = "--" if style.get("lineStyle", {}).get("fill") == "dash" else "-"
            axes.plot(when, what, dashed, color=colour, linewidth=style.get("lineWidth", 1), label=label)
    defaults = panel["fieldConfig"]["defaults"]
    axes.margins(y=0.1)
    if defaults.get("min") is not None:
        axes.set_ylim(bottom=defaults["min"])
    if defaults.get("max") is not None:
        axes.set_ylim(top=defaults["max"])
    if defaults.get("custom", {}).get("thresholdsStyle", {}).get("mode", "off") != "off":
        for step in defaults.get("thresholds", {}).get("steps", []):
            if step["value"] is not None:
                axes.axhline(step["value"], color=COLOURS.get(step["color"], step["color"]), linewidth=0.8)
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: text(value, unit)))
    axes.xaxis.set_major_locator(dates.AutoDateLocator(maxticks=6))
    axes.xaxis.set_major_formatter(dates.DateFormatter("%H:%M:%S"))
    axes.tick_params(labelsize=6)
    axes.grid(alpha=0.25)
    if panel["options"]["legend"]["showLegend"] and lines:
        axes.legend(fontsize=5.5, loc="upper center", bbox_to_anchor=(0.5, -0.09), ncol=4, frameon=False)


def draw(base, dashboard, file, minutes):
    values = {}
    for variable in dashboard["templating"]["list"]:
        values[variable["name"]] = queries.choose(base, variable, values)
    panels = dashboard["panels"]
    rows = max(p["gridPos"]["y"] + p["gridPos"]["h"] for p in panels)
    figure = plt.figure(figsize=(COLUMNS * COLUMN_INCHES, rows * ROW_INCHES + 0.5))
    grid = figure.add_gridspec(rows, COLUMNS, left=0.03, right=0.99, top=1 - 0.5 / (rows * ROW_INCHES), bottom=0.02,
                               hspace=0, wspace=0)
    figure.suptitle(dashboard["title"], fontsize=12, x=0.03, ha="left")
    for panel in panels:
        at = panel["gridPos"]
        inner = grid[at["y"]:at["y"] + at["h"], at["x"]:at["x"] + at["w"]].subgridspec(
            20, 20)[3:15, 2:19]
        axes = figure.add_subplot(inner)
        title = panel["title"]
        for name, value in values.items():
            title = title.replace(f"${name}", value)
        axes.set_title(title, fontsize=8, loc="left")
        unit = panel["fieldConfig"]["defaults"]["unit"]
        series = list(answers(base, panel, values, minutes))
        if panel["type"] == "timeseries":
            chart(axes, panel, series, unit)
        else:
            axes.axis("off")
            steps = panel["fieldConfig"]["defaults"].get("thresholds", {}).get("steps", [])
            for i, (name, points) in enumerate(series):
                value = points[-1][1]
                label = text(value, unit) if panel["type"] == "stat" else f"{name}: {text(value, unit)}"
                size = 20 if panel["type"] == "stat" else 8
                axes.text(0, 0.4 if panel["type"] == "stat" else 0.9 - 0.16 * i, label, fontsize=size,
                          color=colour_of(steps, value))
    figure.savefig(file, dpi=110)
    plt.close(figure)


def main(base, directory, minutes=10):
    out = pathlib.Path(directory)
    out.mkdir(parents=True, exist_ok=True)
    for file in sorted((queries.HERE / "dashboards").glob("*.json")):
        draw(base, json.loads(file.read_text()), out / f"{file.stem}.png", int(minutes))
        print(out / f"{file.stem}.png")


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    main(sys.argv[1].rstrip("/"), *sys.argv[2:])
