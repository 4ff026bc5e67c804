#!/usr/bin/env python3
"""Draws live-series.png from what `./sluice replay` writes: what was observed, what was forecast, and an alert.

    awk -F, 'NR==1 {print "time,line,passengers"; next} {print $1 ",new-york-taxi," $2}' nyc_taxi.csv > taxi.csv
    ./sluice replay -c taxi.yaml --pipeline taxi --csv taxi.csv --embedded --out out/
    docs/images/live-series.py out/ docs/images/live-series.png

nyc_taxi.csv is data/realKnownCause/nyc_taxi.csv of the Numenta Anomaly Benchmark. taxi.yaml, in the root of a checkout:

    pipelines:
      taxi:
        source: { topic: taxi.rides, key: line, timestamp: { field: time, format: "yyyy-MM-dd HH:mm:ss" } }
        window: { size: 30m }
        targets: { passengers: sum }
        model: models/general.onnx
        alerts: { budget: 30d }

Needs matplotlib.
"""
import json
import sys
from datetime import datetime

import matplotlib

matplotlib.use("Agg")
import matplotlib.dates as dates
import matplotlib.pyplot as plt

FROM, NOW = datetime(2015, 1, 23, 12), datetime(2015, 1, 28, 12)
INK, BAND, MEDIAN, FAN, ALARM = "#1f2933", "#9cc3e6", "#2f6fab", "#f2b36b", "#c0392b"


def time(text):
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ")


def lines(path):
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def quantile(forecast, step, level):
    return forecast["quantiles"]["passengers"][step][forecast["levels"].index(level)]


def thousands(values):
    return [value / 1000 for value in values]


def main(directory, out):
    forecasts = [f for f in lines(directory + "/forecasts.jsonl") if FROM <= time(f["window"]["end"]) <= NOW]
    ends = [time(f["window"]["end"]) for f in forecasts]
    figure, axes = plt.subplots(figsize=(11, 4.7), dpi=110)

    # Each window against the forecast that was made one window before it closed.
    following = [time(f["horizon"][0]) for f in forecasts[:-1]]
    low, median, high = (thousands(quantile(f, 0, level) for f in forecasts[:-1]) for level in (0.1, 0.5, 0.9))
    axes.fill_between(following, low, high, color=BAND, lw=0, label="80% interval of the forecast one window before")
    axes.plot(following, median, color=MEDIAN, lw=1, label="its median")

    last = forecasts[-1]
    ahead = [time(t) for t in last["horizon"]]
    fan = [thousands(quantile(last, step, level) for step in range(len(ahead))) for level in (0.1, 0.5, 0.9)]
    axes.fill_between(ahead, fan[0], fan[2], color=FAN, alpha=0.7, lw=0, label="newest forecast, 80% interval")
    axes.plot(ahead, fan[1], color="#b9650b", lw=1.2)
    axes.plot(ends, thousands(f["observed"]["passengers"] for f in forecasts), color=INK, lw=1.6, label="observed")

    alerts = [a for a in lines(directory + "/alerts.jsonl") if FROM <= time(a["decidedAt"]) <= NOW]
    firing = next(a for a in alerts if a["status"] == "firing")
    resolved = next(a for a in alerts if a["status"] == "resolved" and a["id"] == firing["id"])
    begin, end = time(firing["startsAt"]), time(resolved["endsAt"])
    axes.axvspan(begin, end, color=ALARM, alpha=0.18, lw=0)
    axes.axvline(time(firing["decidedAt"]), color=ALARM, lw=1.2)
    detail = firing["targets"]["passengers"]
    axes.annotate(
        "alert: %s, %s\nfired %s, score %.1f\nobserved %.1f, expected %.1f"
        % (
            firing["type"],
            firing["severity"],
            time(firing["decidedAt"]).strftime("%a %H:%M"),
            firing["score"],
            detail["observed"] / 1000,
            detail["expected"] / 1000,
        ),
        xy=(time(firing["decidedAt"]), detail["observed"] / 1000),
        xytext=(datetime(2015, 1, 27, 3, 30), 22.5),
        color=ALARM,
        fontsize=9.5,
        arrowprops={"arrowstyle": "->", "color": ALARM},
    )
    axes.axvline(NOW, color=INK, lw=0.8, ls=":")
    axes.text(NOW, 29.7, " now", fontsize=9, va="top")

    axes.set_xlim(FROM, ahead[-1])
    axes.set_ylim(0, 30)
    axes.set_title("New York taxi passengers through the blizzard of January 2015", loc="left", fontsize=12)
    axes.set_ylabel("passengers in 30 minutes, thousands")
    axes.set_xlabel("end of the window, New York time")
    axes.xaxis.set_major_locator(dates.DayLocator())
    axes.xaxis.set_major_formatter(dates.DateFormatter("%a %d %b"))
    axes.xaxis.set_minor_locator(dates.HourLocator(byhour=(6, 12, 18)))
    axes.grid(axis="y", color="#e4e7eb", lw=0.8)
    axes.set_axisbelow(True)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.14), fontsize=8.5, frameon=False, ncols=4)
    figure.tight_layout()
    figure.savefig(out)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
