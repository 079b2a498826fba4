// Small betterments; every page works without them.
"use strict";

// After a refused form the summary is read out and reached first.
document.getElementById("error-summary")?.focus();

// On a phone the menu is wider than the window: the entry of this page is brought into sight.
const menu = document.querySelector(".menu ul");
const here = menu?.querySelector("[aria-current]");
if (here) menu.scrollLeft = here.offsetLeft + here.offsetWidth / 2 - menu.clientWidth / 2;

// Printing is for browsers that can; without scripts people use the browser's own menu.
for (const button of document.querySelectorAll("button[data-prints]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
