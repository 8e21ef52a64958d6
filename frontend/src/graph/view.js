/** What of the picture is seen: pan, zoom, fit, and names that are dragged. */

import { drag } from "d3-drag";
import { select } from "d3-selection";
import { zoom, zoomIdentity, zoomTransform } from "d3-zoom";
import { calm } from "./dom.js";

const MARGIN = 14;
const QUICK = 160;

/** The page must scroll under a finger and under a wheel, unless the reader has turned to the picture. */
function meant(event, svg) {
  if (event.type === "wheel") return event.ctrlKey || svg.contains(document.activeElement);
  if (event.type.startsWith("touch")) return event.touches.length > 1;
  return !event.button && !event.ctrlKey;
}

export class View {
  #svg;
  #viewport;
  #zoom;
  size = [600, 400];

  /** @param {SVGSVGElement} svg @param {SVGGElement} viewport */
  constructor(svg, viewport) {
    this.#svg = svg;
    this.#viewport = viewport;
    svg.style.touchAction = "pan-x pan-y";
    this.#zoom = zoom()
      .scaleExtent([0.2, 4])
      .extent(() => [[-this.size[0] / 2, -this.size[1] / 2], [this.size[0] / 2, this.size[1] / 2]])
      .filter((event) => meant(event, svg))
      .on("zoom", ({ transform }) => viewport.setAttribute("transform", transform));
    select(svg).call(this.#zoom).on("dblclick.zoom", null);
  }

  /** Takes the form of the figure: as wide as that, and as high as a screen bears. @returns {[number, number]} */
  resize(width) {
    const height = Math.round(Math.min(Math.max(width * (width < 520 ? 1.35 : 0.56), 360), 640));
    this.size = [Math.max(width, 200), height];
    this.#svg.setAttribute("viewBox", [-this.size[0] / 2, -height / 2, ...this.size].join(" "));
    this.#svg.setAttribute("width", "100%");
    this.#svg.style.aspectRatio = `${this.size[0]} / ${height}`;
    return this.size;
  }

  #to(change, quiet) {
    const svg = select(this.#svg);
    change(quiet || calm() ? svg : svg.transition().duration(QUICK));
  }

  /** @param {number[]} bounds left, top, right, bottom @param {boolean} [quiet] at once */
  fit([left, top, right, bottom], quiet = false) {
    const [width, height] = this.size;
    const scale = Math.min(1.25, (width - 2 * MARGIN) / (right - left), (height - 2 * MARGIN) / (bottom - top));
    const whole = zoomIdentity.scale(scale).translate(-(left + right) / 2, -(top + bottom) / 2);
    this.#to((svg) => this.#zoom.transform(svg, whole), quiet);
  }

  /** @param {number} factor */
  scale(factor) {
    this.#to((svg) => this.#zoom.scaleBy(svg, factor));
  }

  /** By pixels of the screen. */
  pan(x, y) {
    const { k } = zoomTransform(this.#svg);
    this.#to((svg) => this.#zoom.translateBy(svg, x / k, y / k));
  }

  /** Moves as little as needed for a point to be seen. @param {{x: number, y: number}} point */
  reveal(point) {
    const [x, y] = zoomTransform(this.#svg).apply([point.x, point.y]);
    const beyond = (at, half) => Math.sign(at) * Math.max(0, Math.abs(at) - half + 40);
    const [right, down] = [beyond(x, this.size[0] / 2), beyond(y, this.size[1] / 2)];
    if (right || down) this.pan(-right, -down);
  }

  /**
   * Lets names be dragged: with a mouse at once, with a finger only the one that is selected, for a finger may mean to scroll.
   * @param {Element[]} groups
   * @param {(id: string) => {x: number, y: number}} at
   * @param {(id: string, x: number, y: number) => void} moved
   */
  draggable(groups, at, moved) {
    const behaviour = drag()
      .container(() => this.#viewport)
      .clickDistance(4)
      .filter(function (event) {
        return event.type === "touchstart" ? this.classList.contains("selected") : !event.ctrlKey && !event.button;
      })
      .subject(function () {
        return at(this.dataset.id);
      })
      .on("drag", function (event) {
        moved(this.dataset.id, event.x, event.y);
      });
    // Left to itself, d3 would keep the page from scrolling under a finger on any name.
    select(this.#svg).selectAll(() => groups).call(behaviour).style("touch-action", null);
  }
}
