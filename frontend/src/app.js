// What scripts add to pages that are complete without them: evidence beside each sentence, copying with a citation, light and dark.

const strings = JSON.parse(document.getElementById("strings")?.textContent || "{}");
const status = document.getElementById("status");
const wide = matchMedia("(min-width: 70rem)");

/** Tells those who cannot see what happened. */
function say(text) {
  status.textContent = "";
  requestAnimationFrame(() => { status.textContent = text; });
}

/** Writes to the clipboard; false where the browser does not let us. */
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = Object.assign(document.createElement("textarea"), { value: text });
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }
}

class Evidence {
  constructor(telling) {
    this.telling = telling;
    this.source = telling.querySelector(".source");
    this.body = telling.querySelector(".source .body");
    this.pinned = null;
    this.tools = this.#tools();
    // A page that scrolls under a pointer that rests points at nothing: focus, which may have scrolled it, stays.
    let rests = "";
    const at = (e) => `${e.clientX} ${e.clientY}`;
    document.addEventListener("pointermove", (e) => { rests = at(e); });
    telling.addEventListener("pointerover", (e) => { if (e.pointerType === "mouse" && at(e) !== rests) this.show(claimOf(e.target)); });
    telling.addEventListener("pointerleave", (e) => { if (at(e) !== rests) this.show(null); });
    telling.addEventListener("focusin", (e) => { if (!this.tools.contains(e.target)) this.show(claimOf(e.target)); });
    telling.addEventListener("click", (e) => this.#clicked(e));
    document.addEventListener("keydown", (e) => this.#pressed(e));
    if (location.hash.startsWith("#s")) this.#scroll(document.getElementById(location.hash.slice(1)));
  }

  /** Marks the words that a sentence rests on; null: those of the pinned one. */
  show(claim) {
    const now = claim ?? this.pinned;
    if (now === this.now) return;
    this.telling.querySelectorAll(".on").forEach((e) => e.classList.remove("on"));
    this.now = now;
    if (!now) { this.tools.remove(); return; }
    now.classList.add("on");
    const pieces = marked(now);
    pieces.forEach((piece) => piece.classList.add("on"));
    if (wide.matches || this.source.classList.contains("sheet")) this.#scroll(pieces[0]);
    if (now.id) now.append(this.tools);
  }

  /** Keeps a sentence's marks until it is let go. */
  pin(claim) {
    this.pinned = claim;
    this.source.classList.toggle("sheet", claim !== null && !wide.matches);
    this.now = undefined;
    this.show(claim);
    if (!claim) return;
    this.#scroll(marked(claim)[0]);
    // The sheet must not lie over the sentence that it is of.
    const covered = claim.getBoundingClientRect().bottom + 8 - this.source.getBoundingClientRect().top;
    if (this.source.classList.contains("sheet") && covered > 0) scrollBy({ top: covered, behavior: "instant" });
  }

  #clicked(event) {
    if (this.tools.contains(event.target)) return;
    const claim = claimOf(event.target);
    const link = event.target.closest("a");
    if (link && !link.classList.contains("cite")) return;
    if (link) {
      event.preventDefault();
      if (claim) say(marked(claim).map((piece) => piece.textContent).join(" "));
    }
    if (claim) {
      if (!String(getSelection())) this.pin(claim === this.pinned && !link ? null : claim);
    } else if (!event.target.closest(".source")) this.pin(null);
  }

  /** Lets go of the pinned sentence, and of one that is only pointed at or focused. */
  #pressed(event) {
    if (event.key !== "Escape") return;
    const link = this.pinned?.querySelector(".cite");
    this.pin(null);
    link?.focus({ preventScroll: true });
  }

  #scroll(piece) {
    if (!piece || !this.body) return;
    const inner = piece.getBoundingClientRect(), outer = this.body.getBoundingClientRect();
    if (inner.top < outer.top + 8 || inner.bottom > outer.bottom - 8) this.body.scrollTop += inner.top - outer.top - outer.height / 3;
  }

  #tools() {
    const tools = Object.assign(document.createElement("span"), { className: "tools" });
    const button = (text, done, make) => {
      const made = Object.assign(document.createElement("button"), { type: "button", textContent: text });
      made.addEventListener("click", async () => say(await copy(make(this.now)) ? done : strings.failed));
      return made;
    };
    tools.append(
      button(strings.copy, strings.copied, (claim) => `“${words(claim)}” (${this.telling.dataset.citation}) ${address(claim)}`),
      button(strings.link, strings.linked, address),
    );
    return tools;
  }
}

const claimOf = (element) => element.closest?.(".claim[data-marks]") ?? null;
const marked = (claim) => claim.dataset.marks.split(" ").map((id) => document.getElementById(id)).filter(Boolean);
const address = (claim) => `${location.origin}${location.pathname}${location.search}#${claim.id}`;

/** The sentence alone, without its number and the tools. */
function words(claim) {
  const alone = claim.cloneNode(true);
  alone.querySelectorAll(".cite, .tools").forEach((e) => e.remove());
  return alone.textContent.trim();
}

function themes() {
  const button = document.querySelector("[data-theme-toggle]");
  if (!button) return;
  button.hidden = false;
  button.addEventListener("click", () => {
    const root = document.documentElement;
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
    try { localStorage.setItem("retold-theme", root.dataset.theme); } catch { /* for this page alone, then */ }
  });
}

document.querySelectorAll(".telling").forEach((telling) => new Evidence(telling));
themes();
