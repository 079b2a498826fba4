// Wishes ranked without loading the page again, and by dragging. All of it works as buttons of a form; what may be
// done the server decides: each answer is the page as it is now, of which the list is taken.
"use strict";

const wishing = document.getElementById("wishing");

async function send(body, focus) {
  const next = following(focus);
  const form = document.getElementById("wishes");
  const answer = await fetch(form.action, { method: "POST", body }).catch(() => null);
  if (!answer?.ok) { form.submit(); return; } // the browser says what is wrong
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  document.getElementById("wishes").replaceWith(page.getElementById("wishes"));
  document.getElementById("messages").replaceChildren(...page.getElementById("messages").children);
  prepare();
  reach(focus, next);
}

// The offers below the one that was chosen, so that a phone stays where it is: the list above is summed up below.
function following(id) {
  const offer = id?.startsWith("add-") && document.getElementById(id)?.closest(".offer");
  const [before, after] = [offer?.previousElementSibling, offer?.nextElementSibling];
  return [after, before].filter(Boolean).map((one) => one.querySelector("button")?.id);
}

// The button that was pressed keeps the focus; where it is gone or asleep, its neighbour gets it.
function reach(id, next) {
  const offer = next.map((one) => document.getElementById(one)).find((one) => one && !one.disabled);
  if (offer) { offer.focus({ preventScroll: true }); return; }
  const button = id && document.getElementById(id);
  const near = button?.disabled ? button.parentElement.querySelector("button:not(:disabled)") : button;
  const else_ = id && document.querySelector(`[id$="-${id.split("-")[1]}"]:is(button):not(:disabled)`);
  (near || else_ || document.querySelector("#wishes button:not(:disabled)"))?.focus();
}

function body(deed) {
  const form = document.getElementById("wishes");
  const data = new FormData();
  data.append("csrf_token", form.elements.csrf_token.value);
  data.append("deed", deed);
  for (const row of form.querySelectorAll("[data-wish]")) data.append("wish", row.dataset.wish);
  return data;
}

wishing.addEventListener("submit", (event) => {
  if (!event.submitter?.value) return;
  event.preventDefault();
  send(body(event.submitter.value), event.submitter.id);
});

// -- dragging, by mouse, pen and finger -------------------------------------------
let dragged = null;

function prepare() {
  const list = document.getElementById("wish-list");
  if (!list || !list.querySelector("button")) return;
  for (const row of list.children) {
    const grip = document.createElement("span");
    grip.className = "wish-grip";
    grip.title = wishing.dataset.dragged;
    grip.setAttribute("aria-hidden", "true");
    grip.textContent = "⠿";
    grip.addEventListener("pointerdown", (event) => take(event, row));
    row.prepend(grip);
  }
}

function take(event, row) {
  event.preventDefault();
  dragged = { row, before: body("order").getAll("wish").join() };
  row.classList.add("is-dragged");
  // the row moves within the page, which would end a capture by it; the document stays
  document.addEventListener("pointermove", carry);
  for (const end of ["pointerup", "pointercancel"]) document.addEventListener(end, letGo);
}

function carry(event) {
  const { row } = dragged;
  const others = [...row.parentElement.children].filter((one) => one !== row);
  const after = others.find((one) => {
    const box = one.getBoundingClientRect();
    return event.clientY < box.top + box.height / 2;
  });
  if (after === row.nextElementSibling) return;
  row.parentElement.insertBefore(row, after ?? null);
  [...row.parentElement.children].forEach((one, place) => { one.querySelector(".wish-rank").textContent = place + 1; });
}

function letGo() {
  const { row, before } = dragged;
  document.removeEventListener("pointermove", carry);
  for (const end of ["pointerup", "pointercancel"]) document.removeEventListener(end, letGo);
  row.classList.remove("is-dragged");
  dragged = null;
  const order = body("order");
  if (order.getAll("wish").join() !== before) send(order, `up-${row.dataset.wish}`);
}

prepare();
