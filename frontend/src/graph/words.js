/** Words on the page: the server's translations where it gave them, else English. */

let given = {};
let language = "en";

/** Reads the translations that the page carries. */
export function readWords(root = document) {
  language = root.documentElement.lang || "en";
  try {
    given = JSON.parse(root.getElementById("strings")?.textContent || "{}");
  } catch {
    given = {};
  }
}

/**
 * @param {string} key
 * @param {string} english with `{name}` where values go
 * @param {Record<string, string | number>} [values]
 */
export function t(key, english, values = {}) {
  return (given[key] ?? english).replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

/**
 * A number with its noun. Languages differ in their plurals: the page may give `key.one`,
 * `key.few`, `key.other` and so on, by the categories of CLDR.
 * @param {string} key
 * @param {number} n
 * @param {string} one
 * @param {string} other
 */
export function count(key, n, one, other) {
  const form = new Intl.PluralRules(language).select(n);
  const english = n === 1 ? one : other;
  const translated = given[`${key}.${form}`] ?? given[`${key}.other`] ?? english;
  return translated.replace("{n}", new Intl.NumberFormat(language).format(n));
}

/** @param {string} month "2026-02" */
export function monthName(month) {
  const [year, number] = month.split("-").map(Number);
  const date = new Date(Date.UTC(year, number - 1, 1));
  return new Intl.DateTimeFormat(language, { month: "short", year: "numeric", timeZone: "UTC" }).format(date);
}

/** @param {number} value */
export const twoDigits = (value) =>
  new Intl.NumberFormat(language, { minimumFractionDigits: 2, maximumFractionDigits: 2 }).format(value);

/** @param {string} type */
export const typeName = (type) => t(`type.${type}`, type);

/** What stands between two names: "acquires". @param {string} relation */
export const relationWords = (relation) => t(`relation.${relation}`, relation.replaceAll("_", " "));

/** "planned"; nothing for a fact. @param {string} status */
export const statusWords = (status) => t(`status.${status}`, status === "fact" ? "" : status);
