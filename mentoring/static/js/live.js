// Keeps the part of a page with data-events as it is on the server: by server-sent events, else by asking for the part
// every other second. When it is over, the page is loaded anew, for what else it then shows.
"use strict";

const part = document.querySelector("[data-events]");
let asking;

function show(html) {
  // what was opened stays open; there is nothing to type in
  const opened = [...part.querySelectorAll("details")].map((details) => details.open);
  part.innerHTML = html;
  part.querySelectorAll("details").forEach((details, place) => { details.open = opened[place] ?? false; });
}

async function ask() {
  const answer = await fetch(part.dataset.part).catch(() => null);
  if (!answer?.ok) return;
  const html = await answer.text();
  if (html.includes("run-card")) show(html);
  else location.reload();
}

function poll() {
  asking ??= setInterval(ask, 2000);
}

if (window.EventSource) {
  const source = new EventSource(part.dataset.events);
  source.addEventListener("part", (event) => show(event.data));
  source.addEventListener("end", () => { source.close(); location.reload(); });
  // the server has no place free for another listener, or something in between lets no events through
  source.addEventListener("error", () => { if (source.readyState === EventSource.CLOSED) poll(); });
  addEventListener("pagehide", () => source.close());
} else {
  poll();
}
