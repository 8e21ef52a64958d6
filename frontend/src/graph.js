/** The graph page, made to answer the hand. Without this script it is a form, a picture and a table. */

import { Explorer } from "./graph/explorer.js";
import { readWords } from "./graph/words.js";

const section = document.getElementById("explorer");
const given = document.getElementById("graph-data");

if (section?.querySelector("figure.graph") && given) {
  readWords();
  new Explorer(section, JSON.parse(given.textContent));
}
