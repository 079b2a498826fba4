// Rows are taken once, however often the button is pressed.
"use strict";

const takers = document.querySelectorAll('button[form="take"]');
const allow = (may) => takers.forEach((button) => { button.disabled = !may; });

document.getElementById("take")?.addEventListener("submit", () => allow(false));
window.addEventListener("pageshow", () => allow(true));
