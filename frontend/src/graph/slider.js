/** A period by two handles, in step with the months of the form. */

import { el } from "./dom.js";
import { monthName, t } from "./words.js";

/** @param {string} month "2026-02" */
const numbered = (month) => {
  const [year, number] = month.split("-").map(Number);
  return year * 12 + number - 1;
};

/** @param {number} n */
const written = (n) => `${String(Math.floor(n / 12)).padStart(4, "0")}-${String((n % 12) + 1).padStart(2, "0")}`;

/** A handle at its end asks for no bound, so that stories without a date are in. @param {HTMLElement} place @param {HTMLFormElement} form */
export function slider(place, form) {
  const { first, last } = place.dataset;
  const since = form.elements.since;
  const until = form.elements.until;
  if (!first || !last || !since || !until || first >= last) return;
  const [low, high] = [numbered(first), numbered(last)];

  const handle = (label) => {
    const input = el("input", { type: "range", min: low, max: high, step: 1 });
    const output = el("output");
    place.append(el("label", {}, el("span", {}, label), " ", input, " ", output));
    return { input, output };
  };
  const from = handle(t("graph.from", "From"));
  const to = handle(t("graph.until", "Until"));

  const say = () => {
    for (const { input, output } of [from, to]) {
      const words = monthName(written(Number(input.value)));
      output.textContent = words;
      input.setAttribute("aria-valuetext", words);
    }
  };
  const read = () => {
    from.input.value = since.value ? numbered(since.value) : low;
    to.input.value = until.value ? numbered(until.value) : high;
    say();
  };
  const write = (moved, other, order) => {
    if ((Number(moved.input.value) - Number(other.input.value)) * order > 0) other.input.value = moved.input.value;
    since.value = Number(from.input.value) === low ? "" : written(Number(from.input.value));
    until.value = Number(to.input.value) === high ? "" : written(Number(to.input.value));
    say();
  };

  // Without a name they are no part of the form's question; what they write into the months is.
  from.input.addEventListener("input", () => write(from, to, 1));
  to.input.addEventListener("input", () => write(to, from, -1));
  for (const month of [since, until]) month.addEventListener("change", read);
  read();
  place.hidden = false;
}
