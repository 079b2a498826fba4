// Small betterments; every page works without them.
"use strict";

// After a refused form the summary is read out and reached first.
document.getElementById("error-summary")?.focus();

// On a phone the menu is wider than the window: the entry of this page is brought into sight.
const menu = document.querySelector(".menu ul");
const here = menu?.querySelector("[aria-current]");
if (here) menu.scrollLeft = here.offsetLeft + here.offsetWidth / 2 - menu.clientWidth / 2;
