// A search above a long list of people, and the names of those chosen in its heading.
"use strict";

function plain(text) {
  return text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "").replaceAll("ø", "o").replaceAll("æ", "ae").replaceAll("ı", "i");
}

for (const root of document.querySelectorAll("[data-pick]")) {
  const rows = [...root.querySelectorAll(".pick-list .ds-field")];
  const search = root.querySelector(".pick-search input");
  const chosen = root.querySelector("[data-chosen]");
  const none = root.querySelector("[data-none]");
  if (rows.length > 8) search.closest(".pick-search").hidden = false;

  search.addEventListener("input", () => {
    const words = plain(search.value).split(/\s+/).filter(Boolean);
    for (const row of rows) row.hidden = !words.every((word) => plain(row.textContent).includes(word));
    none.hidden = rows.some((row) => !row.hidden);
  });
  // Enter in the search must not send the whole form
  search.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });

  root.addEventListener("change", () => {
    const names = rows.filter((row) => row.querySelector("input").checked).map((row) => row.textContent.trim());
    chosen.textContent = names.length ? names.join("; ") : chosen.dataset.nobody;
  });
}
