/** The form of the page: what is asked for, as the form itself would ask without a script. */

import { svg } from "./dom.js";
import { outline } from "./shapes.js";

const PAUSE = 250;
const MONTH = /^(\d{4}-(0[1-9]|1[0-2]))?$/;

export class Filters {
  #later;

  /**
   * @param {HTMLFormElement | null} form
   * @param {{types: () => void, asked: () => void}} changed `types`: what can be hidden at once; `asked`: what only the server knows
   */
  constructor(form, changed) {
    this.form = form;
    form?.addEventListener("change", (event) => {
      if (event.target.name === "type") changed.types();
      else if (this.#whole()) this.#soon(changed.asked);
    });
    for (const box of form?.querySelectorAll('input[name="type"]') ?? []) this.#sign(box);
  }

  /** Not every browser has a control for months: a half-typed one is no question. */
  #whole() {
    return ["since", "until"].every((name) => MONTH.test(this.form.elements[name]?.value ?? ""));
  }

  #soon(act) {
    clearTimeout(this.#later);
    this.#later = setTimeout(act, PAUSE);
  }

  /** The types are the picture's legend, too. */
  #sign(box) {
    const sign = svg("svg", { class: "key", width: 16, height: 16, viewBox: "-9 -9 18 18", "aria-hidden": "true" },
      svg("g", { class: `node ${box.value}` }, svg("path", { class: "shape", d: outline(box.value, 6) })));
    box.after(sign);
  }

  /** Checked types; null where all are wanted, which none checked means, too. @returns {Set<string> | null} */
  get types() {
    const boxes = [...(this.form?.querySelectorAll('input[name="type"]') ?? [])];
    const checked = boxes.filter((box) => box.checked);
    return checked.length && checked.length < boxes.length ? new Set(checked.map((box) => box.value)) : null;
  }

  #all() {
    const filled = new URLSearchParams([...new FormData(this.form ?? undefined)].filter(([, value]) => value !== ""));
    if (!this.types) filled.delete("type");
    return filled;
  }

  /** For the server's answer. */
  asked() {
    const asked = this.#all();
    asked.delete("of");
    return asked;
  }

  /** The address of the page that shows the same. */
  address() {
    return `${this.form?.getAttribute("action") || location.pathname}?${this.#all()}`;
  }
}
