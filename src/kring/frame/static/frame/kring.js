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

// A link in the error summary leads to its control and leaves the address alone: with a fragment in it, the
// page that follows the next attempt would take the focus away from its own summary.
document.addEventListener("click", (event) => {
  const link = event.target instanceof Element && event.target.closest(".ds-error-summary a[href^='#']");
  const control = link && document.getElementById(link.hash.slice(1));
  if (!control) return;
  event.preventDefault();
  control.focus();
});
