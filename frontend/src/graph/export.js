/** The picture as a file that stands alone. */

import { svg } from "./dom.js";

const LOOK = [
  "fill", "fill-opacity", "stroke", "stroke-opacity", "stroke-width", "stroke-dasharray", "stroke-linejoin", "paint-order", "opacity",
];
const LETTERS = ["font-family", "font-size", "font-weight", "font-style"];
const DRAWN = new Set(["path", "line", "text"]);
const MARGIN = 24;
const CAPTION = 26;

/** Letters and digits of a name, for a file. @param {string[]} parts */
export const fileName = (parts) =>
  parts.map((part) => part.normalize("NFKD").replace(/\p{M}/gu, "").replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "").toLowerCase())
    .filter(Boolean).join("-").slice(0, 100);

/** The page's colour behind an element. @param {Element} element */
function behind(element) {
  for (let at = element; at; at = at.parentElement) {
    const colour = getComputedStyle(at).backgroundColor;
    if (colour && !/^transparent$|, 0\)$|\/ 0\)$/.test(colour)) return colour;
  }
  return matchMedia("(prefers-color-scheme: dark)").matches ? "#121212" : "#ffffff";
}

/** Attributes, not a style: where styles are forbidden to the page they are to the picture. */
function look(from, to) {
  const computed = getComputedStyle(from);
  for (const property of from.tagName === "text" ? [...LOOK, ...LETTERS] : LOOK) {
    const value = computed.getPropertyValue(property);
    if (value && value !== "normal") to.setAttribute(property, value);
  }
}

/**
 * A copy of the picture, all of it whatever the view, in the colours that it has now.
 * @param {SVGSVGElement} picture
 * @param {number[]} bounds left, top, right, bottom
 * @param {string} caption
 */
export function standalone(picture, [left, top, right, bottom], caption) {
  const width = Math.ceil(right - left) + 2 * MARGIN;
  const height = Math.ceil(bottom - top) + 2 * MARGIN + CAPTION;
  const corner = [Math.round(left) - MARGIN, Math.round(top) - MARGIN];
  const copy = svg("svg", { xmlns: "http://www.w3.org/2000/svg", viewBox: [...corner, width, height].join(" "), width, height },
    svg("title", {}, caption),
    svg("rect", { x: corner[0], y: corner[1], width, height, fill: behind(picture) }));
  const layers = svg("g");
  for (const from of picture.querySelectorAll(".viewport *")) {
    if (!DRAWN.has(from.tagName) || from.matches(".hit")) continue;
    const to = from.cloneNode(true);
    to.removeAttribute("class");
    delete to.dataset.link;
    look(from, to);
    const group = from.closest(".node");
    if (group) to.setAttribute("transform", group.getAttribute("transform"));
    layers.append(to);
  }
  const words = svg("text", { x: corner[0] + MARGIN, y: corner[1] + height - MARGIN / 2 }, caption);
  const label = picture.querySelector(".node:not(.center) .label");
  if (label) look(label, words);
  copy.append(layers, words);
  return { width, height, markup: new XMLSerializer().serializeToString(copy) };
}

/** @param {Blob} blob @param {string} name */
function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** @param {ReturnType<typeof standalone>} drawn @param {string} name */
export const saveSvg = (drawn, name) => save(new Blob([drawn.markup], { type: "image/svg+xml" }), `${name}.svg`);

/** Twice as fine as the screen's pixels. @param {ReturnType<typeof standalone>} drawn @param {string} name */
export async function savePng(drawn, name, fine = 2) {
  const url = URL.createObjectURL(new Blob([drawn.markup], { type: "image/svg+xml" }));
  try {
    const image = new Image(drawn.width, drawn.height);
    image.src = url;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = drawn.width * fine;
    canvas.height = drawn.height * fine;
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise((done) => canvas.toBlob(done, "image/png"));
    save(blob, `${name}.png`);
  } finally {
    URL.revokeObjectURL(url);
  }
}
