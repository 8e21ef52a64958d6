/** The buttons above the picture. */

import { button } from "./dom.js";
import { fileName, savePng, saveSvg, standalone } from "./export.js";
import { t } from "./words.js";

/**
 * @param {HTMLElement | null} place
 * @param {import("./draw.js").Drawing} drawing
 * @param {import("./view.js").View} view
 * @param {{fit: () => void, bounds: () => number[], query: () => string[], failed: (words: string) => void}} act `query`: the names, then the filters
 */
export function bar(place, drawing, view, act) {
  if (!place) return;
  const drawn = () => standalone(drawing.svg, act.bounds(), act.query().join(" · "));
  const name = () => fileName(["retold", ...act.query()]);
  const png = () => savePng(drawn(), name()).catch(() => act.failed(t("graph.unsaved", "This browser could not make the picture.")));
  const labelled = (text, label, run) => button(text, run, { "aria-label": label, title: label });
  place.append(
    labelled("+", t("graph.zoomIn", "Zoom in"), () => view.scale(1.3)),
    labelled("−", t("graph.zoomOut", "Zoom out"), () => view.scale(1 / 1.3)),
    button(t("graph.fit", "Fit"), act.fit),
    labelled("PNG", t("graph.png", "Save as PNG"), png),
    labelled("SVG", t("graph.svg", "Save as SVG"), () => saveSvg(drawn(), name())),
  );
  place.hidden = false;
}
