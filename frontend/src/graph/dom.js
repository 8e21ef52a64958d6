/** Elements made by hand: what comes from articles is only ever text, never markup. */

const SVG = "http://www.w3.org/2000/svg";

function filled(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value == null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.filter((child) => child != null));
  return element;
}

/**
 * @param {string} tag
 * @param {Record<string, unknown>} [attributes] `onclick` and the like listen
 * @param {...(Node | string | null)} children
 */
export const el = (tag, attributes = {}, ...children) => filled(document.createElement(tag), attributes, children);

/** The same for SVG. */
export const svg = (tag, attributes = {}, ...children) =>
  filled(document.createElementNS(SVG, tag), attributes, children);

/** @param {string} text @param {() => void} act @param {Record<string, unknown>} [attributes] */
export const button = (text, act, attributes = {}) => el("button", { type: "button", onclick: act, ...attributes }, text);

export const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
