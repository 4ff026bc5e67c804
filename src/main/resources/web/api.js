// What the service says, by its API. A bearer token is kept for this tab alone.

const TOKEN = "sluice-token";
const RETRY_MS = 2000;

export class Refused extends Error {
  constructor(status, detail) {
    super(detail);
    this.status = status;
  }
}

function headers(more = {}) {
  const token = sessionStorage.getItem(TOKEN);
  return token ? { ...more, Authorization: `Bearer ${token}` } : more;
}

export function useToken(token) {
  sessionStorage.setItem(TOKEN, token);
}

/** The answer to a question; throws Refused. */
export const ask = (path, signal) => answerTo(path, { headers: headers(), signal });

/** The answer to a question with a body. */
export const tell = (path, body, signal) =>
  answerTo(path, { method: "POST", headers: headers({ "Content-Type": "application/json" }), body: JSON.stringify(body), signal });

async function answerTo(path, request) {
  const answer = await fetch(`api/v1/${path}`, request);
  if (!answer.ok) {
    const problem = await answer.json().catch(() => ({}));
    throw new Refused(answer.status, problem.detail ?? answer.statusText);
  }
  return answer.json();
}

export function seriesPath(pipeline, key) {
  return `pipelines/${encodeURIComponent(pipeline)}/series/${encodeURIComponent(key)}`;
}

/** Resolves when the page is in sight. */
const inSight = () =>
  new Promise((seen) => {
    const look = () => {
      if (document.hidden) return;
      document.removeEventListener("visibilitychange", look);
      seen();
    };
    document.addEventListener("visibilitychange", look);
    look();
  });

/** Says stop when another signal does, and when the page is out of sight. */
function whileInSight(signal) {
  const turn = new AbortController();
  const end = () => turn.abort();
  const look = () => document.hidden && end();
  signal.addEventListener("abort", end);
  document.addEventListener("visibilitychange", look);
  turn.signal.addEventListener("abort", () => {
    signal.removeEventListener("abort", end);
    document.removeEventListener("visibilitychange", look);
  });
  return turn;
}

/**
 * Listens until the signal says stop; begins again, from where it was, when the connection is lost.
 * A tab that is not looked at lets go of its stream: a browser has six connections to a service, and
 * as many tabs would leave none for a question. fetch and not EventSource: that has no place for a
 * token.
 */
export async function listen(query, on, state, signal) {
  let last = null;
  while (!signal.aborted) {
    await inSight();
    if (signal.aborted) return;
    const turn = whileInSight(signal);
    try {
      const more = { Accept: "text/event-stream", ...(last === null ? {} : { "Last-Event-ID": last }) };
      const answer = await fetch(`api/v1/stream?${query}`, { headers: headers(more), signal: turn.signal });
      if (!answer.ok) throw new Refused(answer.status, answer.statusText);
      state(true);
      for await (const event of events(answer.body)) {
        last = event.id ?? last;
        if (event.data) on(event.event, JSON.parse(event.data));
      }
    } catch {
      if (signal.aborted) return;
      if (turn.signal.aborted) continue;
    } finally {
      turn.abort();
    }
    state(false);
    await new Promise((done) => setTimeout(done, RETRY_MS));
  }
}

async function* events(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    text += value;
    const parts = text.split("\n\n");
    text = parts.pop();
    for (const part of parts) {
      const event = {};
      for (const line of part.split("\n")) {
        const colon = line.indexOf(":");
        if (colon > 0) {
          const name = line.slice(0, colon);
          const said = line.slice(colon + 1).trimStart();
          event[name] = name in event ? event[name] + "\n" + said : said;
        }
      }
      yield event;
    }
  }
}
