// A button that copies an address; without scripts the address can be marked and copied by hand.
"use strict";

async function copy(field) {
  if (navigator.clipboard) {
    await navigator.clipboard.writeText(field.value);
    return;
  }
  field.select();
  document.execCommand("copy"); // where pages come without https there is no other way
}

for (const button of document.querySelectorAll("button[data-copies]")) {
  const field = document.getElementById(button.dataset.copies);
  const said = button.closest(".ds-field").querySelector("[role=status]");
  button.hidden = false;
  button.addEventListener("click", async () => {
    await copy(field);
    said.textContent = said.dataset.text;
  });
  field.addEventListener("focus", () => field.select());
}
