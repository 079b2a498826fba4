// One more line of opening hours without sending the page; without scripts the server adds it.
"use strict";

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-add-hours]");
  if (!button) return;
  event.preventDefault();
  const lines = button.parentElement.querySelectorAll("[data-line]");
  const last = lines[lines.length - 1];
  const line = last.cloneNode(true);
  const number = Number(last.dataset.line) + 1;
  line.dataset.line = String(number);
  line.removeAttribute("id");
  line.querySelector(".ds-validation-message")?.remove();
  for (const input of line.querySelectorAll("input")) {
    input.name = input.name.replace(/-\d+-(from|to|staff)$/, `-${number}-$1`);
    input.value = "";
    input.removeAttribute("aria-invalid");
    input.removeAttribute("aria-describedby");
  }
  last.after(line);
  line.querySelector("input").focus();
});
