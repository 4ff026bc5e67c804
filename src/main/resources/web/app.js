// The page: all pipelines, a pipeline, a series or an alert, by the address behind #.
import { ask, listen, Refused, useToken } from "./api.js";
import { place } from "./addresses.js";
import { make, seenWhole } from "./dom.js";
import { eventsPage } from "./events.js";
import { overview } from "./overview.js";
import { pipelinePage } from "./pipeline.js";
import { seriesPage } from "./series.js";

const REFRESH_MS = 1000;
const TYPING_MS = 200;
const ELSEWHERE_MS = 10_000;
const main = document.getElementById("main");
const crumbs = document.getElementById("crumbs");
let leaving = new AbortController();

function show(title, trail, ...children) {
  document.title = title === "Sluice" ? title : `${seenWhole(title)} · Sluice`;
  crumbs.replaceChildren(
    ...trail.flatMap(([text, address]) => [" / ", address ? make("a", { href: address }, text) : make("span", { "aria-current": "page" }, text)]),
  );
  main.replaceChildren(...children);
}

/** Works at most so often, one after the other, and once more at the end. */
function paced(work, pause) {
  let waiting = null;
  let isWanted = false;
  const begin = async () => {
    isWanted = false;
    await work();
    waiting = null;
    if (isWanted) later();
  };
  const later = () => {
    isWanted = true;
    waiting ??= setTimeout(begin, pause);
  };
  return later;
}

function live(isOn) {
  const element = document.getElementById("live");
  element.textContent = isOn ? "live" : "not connected, trying again";
  element.className = isOn ? "on" : "off";
}

function askForToken() {
  const input = make("input", { type: "password", autocomplete: "off", "aria-label": "Bearer token" });
  const form = make(
    "form",
    { class: "message" },
    make("p", {}, "This service shows nothing without its bearer token (http.token)."),
    input,
    " ",
    make("button", { type: "submit" }, "Show"),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    useToken(input.value);
    go();
  });
  show("Sluice", [], form);
  input.focus();
}

function report(error) {
  if (error.name === "AbortError") return;
  if (error instanceof Refused && error.status === 401) {
    askForToken();
  } else {
    show("Sluice", [], make("p", { class: "message", role: "alert" }, error.message), make("p", {}, make("a", { href: "#/" }, "All pipelines")));
  }
}

/** What is shown stays while the service does not answer; the stream tells when it does again. */
function interrupted(error) {
  if (error instanceof Refused && error.status < 500) report(error);
}

async function view(signal) {
  const { kind, name, key, id, stretch } = place(location.hash);
  if (kind === "pipeline") return pipelinePage(show, name, signal);
  if (kind === "series") return series(name, key, { stretch, alert: null }, signal);
  if (kind === "alert") {
    const alert = await ask(`alerts/${encodeURIComponent(id)}`, signal);
    return series(alert.pipeline, alert.key, { stretch: null, alert }, signal);
  }
  return overview(show, signal);
}

/** A series of values, or of events. */
async function series(name, key, wanted, signal) {
  const pipeline = await ask(`pipelines/${encodeURIComponent(name)}`, signal);
  const page = pipeline.kind === "events" ? eventsPage : seriesPage;
  return page(show, name, key, wanted, signal);
}

async function go() {
  leaving.abort();
  leaving = new AbortController();
  const { signal } = leaving;
  try {
    const { query, refresh, controls } = await view(signal);
    await refresh();
    const again = () => refresh().catch((error) => signal.aborted || interrupted(error));
    const soon = paced(again, REFRESH_MS);
    // The stream is of the instance that is asked; what others say is asked for now and then.
    const elsewhere = setInterval(() => document.hidden || soon(), ELSEWHERE_MS);
    signal.addEventListener("abort", () => clearInterval(elsewhere));
    controls.forEach((control) => control.addEventListener("input", paced(again, TYPING_MS)));
    listen(query, soon, (isOn) => { live(isOn); if (isOn) soon(); }, signal);
  } catch (error) {
    if (!signal.aborted) report(error);
  }
}

// A page that is left may be kept by the browser, with its stream: of those a browser has few.
addEventListener("pagehide", () => leaving.abort());
addEventListener("pageshow", (event) => {
  if (event.persisted) go();
});
addEventListener("hashchange", () => {
  go();
  main.focus();
});
go();
