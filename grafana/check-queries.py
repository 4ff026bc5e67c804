#!/usr/bin/env python3
"""Resolves every query of the dashboards and rules against a Prometheus that scrapes Sluice.

    grafana/check-queries.py http://127.0.0.1:9090

Prints a line per query with the number of series it answered with. Exits with 1 when one fails or
answers with nothing. Alerts are asked whether the metrics in their expressions exist, as a healthy
service fires none.
"""

import json
import pathlib
import re
import sys
import urllib.error
import urllib.parse
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent


def get(base, path, **parameters):
    url = f"{base}{path}?{urllib.parse.urlencode(parameters)}"
    try:
        with urllib.request.urlopen(url, timeout=30) as answer:
            return json.load(answer)["data"]
    except urllib.error.HTTPError as error:
        raise ValueError(json.load(error).get("error", str(error))) from error


def fill(expression, values):
    expression = expression.replace("$__rate_interval", "1m")
    for name, value in values.items():
        expression = expression.replace(f"${name}", value)
    if "$" in expression:
        raise ValueError(f"unknown variable in {expression}")
    return expression


def choose(base, variable, values):
    """All values where a variable may have several, else the first one that Prometheus knows."""
    if variable["multi"]:
        return ".*"
    metric, label = re.fullmatch(r"label_values\((.*), (\w+)\)", variable["definition"]).groups()
    found = get(base, f"/api/v1/label/{label}/values", **{"match[]": fill(metric, values)})
    # None yet: a value that none has, so that the panel's answer is empty.
    return found[0] if found else "none"


def panels(base):
    for file in sorted((HERE / "dashboards").glob("*.json")):
        dashboard = json.loads(file.read_text())
        values = {}
        for variable in dashboard["templating"]["list"]:
            values[variable["name"]] = choose(base, variable, values)
        for panel in dashboard["panels"]:
            for target in panel["targets"]:
                name = f'{dashboard["title"]} / {panel["title"]} {target["refId"]}'
                yield name, fill(target["expr"], values)


def rules(base):
    for group in get(base, "/api/v1/rules")["groups"]:
        for rule in group["rules"]:
            if rule["health"] == "err":
                raise ValueError(f'{rule["name"]}: {rule["lastError"]}')
            if rule["type"] == "recording":
                yield f'rule {rule["name"]}', rule["query"]
            else:
                # A metric is a name that a selector, a range or a comparison follows.
                for metric in re.findall(r"\b(?:sluice|jvm|up)[a-z0-9_:]*(?=[\[{ )=]|$)", rule["query"]):
                    yield f'rule {rule["name"]} reads {metric}', metric


def main(base):
    bad = asked = 0
    for name, expression in [*panels(base), *rules(base)]:
        asked += 1
        try:
            answer = get(base, "/api/v1/query", query=expression)["result"]
            verdict = f"{len(answer)} series" if answer else "EMPTY"
        except ValueError as error:
            answer, verdict = [], f"ERROR {error}"
        bad += not answer
        print(f"{verdict:>10}  {name}")
    if not asked:
        bad = 1
    print(f"{asked - bad} queries answered, {bad} did not")
    return 1 if bad else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1].rstrip("/")))
