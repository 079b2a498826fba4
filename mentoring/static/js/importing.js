// Rows are taken once, however often the button is pressed. On a phone the good ones are folded: the way to the
// button would be ten screens long.
"use strict";

if (matchMedia("(max-width: 48rem)").matches) {
  document.querySelectorAll("details[data-folds]").forEach((group) => { group.open = false; });
}

const takers = document.querySelectorAll('button[form="take"]');
const allow = (may) => takers.forEach((button) => { button.disabled = !may; });

document.getElementById("take")?.addEventListener("submit", () => allow(false));
window.addEventListener("pageshow", () => allow(true));
