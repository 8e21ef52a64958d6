/** Questions to the server; only the latest counts. */

import { t } from "./words.js";

/** What went wrong, in words for the reader. */
class Failure extends Error {}

/**
 * @param {string} base
 * @param {string} id
 * @param {URLSearchParams} asked
 * @param {AbortSignal} signal
 * @throws {Failure} where there is no answer; AbortError where it is no longer wanted
 */
async function neighbourhood(base, id, asked, signal) {
  const url = `${base}${encodeURIComponent(id)}/graph?${asked}`;
  let answer;
  try {
    answer = await fetch(url, { headers: { Accept: "application/json" }, credentials: "same-origin", signal });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Failure(t("graph.offline", "The server could not be reached."));
  }
  const said = await answer.json().catch(() => null);
  if (signal.aborted) throw new DOMException("", "AbortError");
  if (!answer.ok || !said) {
    throw new Failure(said?.detail || said?.title || t("graph.failed", "The server could not answer ({status}).", { status: answer.status }));
  }
  return said;
}

export class Questions {
  /** Names that are being asked for. @type {Set<string>} */
  busy = new Set();
  #wanted = new AbortController();

  /** @param {string} base @param {() => void} changed called when `busy` is another */
  constructor(base, changed) {
    this.base = base;
    this.changed = changed;
  }

  /** Answers to what was asked until now are no longer wanted. */
  drop() {
    this.#wanted.abort();
    this.#wanted = new AbortController();
    this.busy.clear();
    this.changed();
  }

  /**
   * @param {string} id
   * @param {URLSearchParams} asked
   * @param {(words: string) => void} failed
   * @param {(data: object) => void} use
   */
  async ask(id, asked, failed, use) {
    const { signal } = this.#wanted;
    this.#mark(id, true);
    let data;
    try {
      data = await neighbourhood(this.base, id, asked, signal);
    } catch (error) {
      if (error.name === "AbortError") return;
      if (!(error instanceof Failure)) throw error;
      this.#mark(id, false);
      failed(error.message);
      return;
    }
    this.#mark(id, false);
    use(data);
  }

  #mark(id, busy) {
    if (busy) this.busy.add(id);
    else this.busy.delete(id);
    this.changed();
  }
}
