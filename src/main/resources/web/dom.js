// Elements. Text from outside is always text, never markup.

/** Characters that nobody sees, and that turn around what stands beside them, or break its line. */
const UNSEEN = /[\u200b\u2028-\u202e\u2060\u2066-\u2069\ufeff]/g;

/** A text in which such characters are told by their numbers. */
export const seenWhole = (text) => text.replaceAll(UNSEEN, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`);

/** An element with attributes and children; a child that is null is left out. */
export function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined && value !== false) {
      element.setAttribute(key, value === true ? "" : key === "aria-label" ? seenWhole(value) : value);
    }
  }
  element.append(...children.filter((one) => one !== null && one !== undefined).map((one) => (typeof one === "string" ? seenWhole(one) : one)));
  return element;
}

/** Makes an element like a fresh one, in place: what has the focus, or is open, stays so. */
export function morph(old, fresh) {
  if (old.nodeType !== fresh.nodeType || old.nodeName !== fresh.nodeName) {
    old.replaceWith(fresh);
    return;
  }
  if (old.nodeType === Node.TEXT_NODE) {
    if (old.nodeValue !== fresh.nodeValue) old.nodeValue = fresh.nodeValue;
    return;
  }
  for (const { name } of [...old.attributes]) {
    if (name !== "open" && !fresh.hasAttribute(name)) old.removeAttribute(name);
  }
  for (const { name, value } of fresh.attributes) {
    if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
  const children = [...fresh.childNodes];
  [...old.childNodes].slice(children.length).forEach((child) => child.remove());
  children.forEach((child, i) => (i < old.childNodes.length ? morph(old.childNodes[i], child) : old.append(child)));
}

/**
 * Fills a list with elements that tell themselves apart by data-id. Nothing is moved from under
 * the pointer or the focus: those that were there stay in their order, newer ones come before.
 */
export function fill(parent, elements) {
  const old = new Map([...parent.children].map((child) => [child.dataset.id, child]));
  const isHeld = parent.matches(":hover") || parent.contains(document.activeElement);
  const now = elements.map((fresh) => {
    const same = old.get(fresh.dataset.id);
    if (same === undefined) return fresh;
    old.delete(fresh.dataset.id);
    morph(same, fresh);
    return same;
  });
  old.forEach((gone) => gone.remove());
  if (isHeld) {
    now.filter((one) => one.parentNode !== parent).reverse().forEach((one) => parent.prepend(one));
  } else if (now.some((one, i) => parent.children[i] !== one)) {
    parent.replaceChildren(...now);
  }
}

/** A select of values and their texts. */
export function choice(label, options) {
  const select = make("select", { "aria-label": label });
  select.append(...options.map(([value, text]) => make("option", { value }, text)));
  return select;
}
