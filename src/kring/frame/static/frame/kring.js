// What pages gain with scripts: kept drafts, focus on the error summary, announced htmx swaps. All optional.
import { keepDrafts } from "./drafts.js";

const start = (root) => {
  keepDrafts(root);
  root.querySelector(".ds-error-summary")?.focus();
};

start(document);
document.addEventListener("htmx:after:swap", (event) => {
  const place = event.target instanceof Element ? event.target : document;
  start(place);
});

// Close the menu on a phone with Escape, and give focus back to its button.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.querySelector(".k-menu[open], .k-roles[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});
