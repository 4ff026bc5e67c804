// Addresses within the page: what stands behind # in them.

const decode = (text) => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

export const pipelineAddress = (name) => `#/p/${encodeURIComponent(name)}`;
export const alertAddress = (id) => `#/a/${encodeURIComponent(id)}`;

/** A series, and optionally a stretch of time, in epoch ms. */
export function seriesAddress(name, key, stretch = null) {
  const address = `${pipelineAddress(name)}/s/${encodeURIComponent(key)}`;
  return stretch === null ? address : `${address}?${new URLSearchParams({ from: iso(stretch[0]), until: iso(stretch[1]) })}`;
}

const iso = (ms) => new Date(Math.round(ms)).toISOString();

/** What an address leads to: {kind, name, key, id, stretch}. */
export function place(hash) {
  const [path, query = ""] = hash.replace(/^#\/?/, "").split("?");
  const [first, name, second, key] = path.split("/").map(decode);
  if (first === "a" && name) return { kind: "alert", id: name };
  if (first === "p" && second === "s" && key) return { kind: "series", name, key, stretch: stretchOf(query) };
  if (first === "p" && name) return { kind: "pipeline", name };
  return { kind: "overview" };
}

function stretchOf(query) {
  const params = new URLSearchParams(query);
  const [from, until] = [params.get("from"), params.get("until")].map((text) => Date.parse(text ?? ""));
  return from < until ? [from, until] : null;
}
