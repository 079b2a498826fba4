// The board on which a proposal is mended. All of it works as forms and links; this draws the week as a calendar in
// which sessions and pupils are dragged, opens what is chosen beside it, and shows what others do meanwhile.
// What is said and what may be done, the server decides: each answer is the board as it is now.
"use strict";

const EVERY = 4000; // ms between two looks at what others do
const CHOSEN = ["pupil", "mentor", "session"]; // what an address may choose; beside it what is asked of it
const ASKED = ["ask", "from"];

class Board extends Week {
  constructor(page) {
    super();
    this.page = page;
    this.query = new URLSearchParams(location.search);
    this.query.delete("ask");
    page.addEventListener("submit", (event) => this.submit(event));
    page.addEventListener("click", (event) => this.click(event));
    document.addEventListener("keydown", (event) => this.key(event));
    document.addEventListener("pointermove", (event) => this.carry(event));
    for (const end of ["pointerup", "pointercancel"]) document.addEventListener(end, (event) => this.letGo(event));
    WIDE.addEventListener("change", () => this.draw());
    setInterval(() => this.look(), EVERY);
    this.draw();
  }

  get board() { return document.getElementById("board"); }
  get panel() { return document.getElementById("panel"); }
  get words() { return document.getElementById("calendar-data")?.dataset ?? {}; }

  address(path = "", more = {}) {
    const query = new URLSearchParams(this.query);
    for (const [name, value] of Object.entries(more)) query.set(name, value);
    return `${this.page.dataset.board}${path}?${query}`;
  }

  // -- asking -----------------------------------------------------------------
  async ask(part, address, options = {}) {
    try {
      const answer = await fetch(address, { ...options, headers: { "X-Part": part } });
      const html = answer.status === 204 ? "" : await answer.text();
      if (answer.status === 204 || html.includes(`id="${part}"`)) return html;
    } catch { /* said below: the net is away as well as a server that answers with a fault */ }
    this.say(this.page.dataset.lost);
    return null;
  }

  say(text) {
    const box = document.createElement("div");
    box.className = "ds-alert";
    box.dataset.color = "warning";
    box.append(Object.assign(document.createElement("p"), { className: "ds-paragraph", textContent: text }));
    document.getElementById("board-says").replaceChildren(box);
  }

  async send(action, body) {
    this.page.setAttribute("aria-busy", "true");
    const html = await this.ask("board", action, { method: "POST", body });
    if (html !== null) this.show(html);
    if (html !== null) await this.open();
    this.page.removeAttribute("aria-busy");
    if (html === null) return;
    const says = document.getElementById("board-says");
    (says.querySelector("input[required]") ?? says).focus({ preventScroll: false });
  }

  // a deed of the mouse: what a form of the board would send
  deed(fields) {
    const body = new FormData();
    const token = this.page.querySelector('[name="csrf_token"]')?.value;
    if (token) body.set("csrf_token", token);
    body.set("revision", this.board.dataset.revision);
    for (const [name, value] of Object.entries(fields)) body.set(name, value);
    return this.send(this.address().replace(/board\?/, "mend?"), body);
  }

  async look() {
    const busy = document.hidden || this.dragged || this.page.hasAttribute("aria-busy");
    if (busy || this.board.querySelector("#board-says form")) return;
    const html = await this.ask("board", this.address("/news", { stamp: this.board.dataset.stamp }));
    if (!html) return;
    const inside = this.panel.contains(document.activeElement);
    this.show(html);
    if (!inside) await this.open(); // whoever is choosing there is told when the choice is sent
  }

  show(html) {
    const focused = mark(document.activeElement), left = this.frame?.querySelector(".ec-main")?.scrollLeft;
    const made = document.createElement("template");
    made.innerHTML = html;
    this.board.replaceWith(made.content.querySelector("#board"));
    this.draw();
    const main = this.frame?.querySelector(".ec-main");
    if (main && left !== undefined) main.scrollLeft = left;
    if (focused && document.activeElement === document.body) this.board.querySelector(focused)?.focus({ preventScroll: true });
  }

  async open(focus = false) {
    if (!CHOSEN.some((name) => this.query.has(name))) return;
    const html = await this.ask("panel", this.address());
    if (html === null) return;
    const made = document.createElement("template");
    made.innerHTML = html;
    this.panel.replaceWith(made.content.querySelector("#panel"));
    // an answer stands below what was there before
    if (focus) (this.panel.querySelector("#answer") ?? this.panel).focus();
  }

  // -- what is clicked, sent and typed ------------------------------------------
  submit(event) {
    const form = event.target;
    if (form.method !== "post" || !new URL(form.action).pathname.startsWith("/plans/")) return;
    event.preventDefault();
    this.send(form.action, new FormData(form, event.submitter));
  }

  click(event) {
    if (this.dropped) { event.preventDefault(); return; }
    const link = event.target.closest("[data-choose], [data-close], [data-view], [data-day]");
    if (!link || !link.href || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (link.dataset.choose) this.choose(link.dataset.choose);
    else if (link.dataset.view) this.turn("view", link.dataset.view);
    else if (link.dataset.day) this.turn("day", link.dataset.day);
    else this.close();
  }

  async choose(what) {
    for (const name of [...CHOSEN, ...ASKED]) this.query.delete(name);
    for (const [name, value] of new URLSearchParams(what)) this.query.set(name, value);
    this.remember();
    await this.open(true);
    this.query.delete("ask");
  }

  close() {
    const before = CHOSEN.map((name) => this.query.get(name)).find(Boolean) ?? "";
    for (const name of [...CHOSEN, ...ASKED]) this.query.delete(name);
    this.remember();
    this.panel.replaceChildren();
    const marks = [`[data-place="${CSS.escape(before)}"]`, `[data-choose$="=${CSS.escape(before)}"]`, `[data-choose$="=${CSS.escape(encodeURIComponent(before))}"]`, "[data-view][aria-current]"];
    const there = marks.flatMap((one) => [...this.board.querySelectorAll(one)]).find((one) => one.checkVisibility());
    there?.focus();
  }

  async turn(to, key) {
    this.query.set(to, key);
    this.remember();
    const html = await this.ask("board", this.address());
    if (html) this.show(html);
    this.board.querySelector(`[data-${to}="${key}"]`)?.focus();
  }

  remember() { history.replaceState(null, "", this.address()); }

  key(event) {
    const typing = event.target.closest?.("input, select, textarea");
    if (event.key === "Escape" && this.taken) this.letGo(event);
    else if (event.key === "Escape" && this.panel.contains(event.target)) this.close();
    if (typing || !(event.ctrlKey || event.metaKey) || event.altKey) return;
    const key = event.key.toLowerCase();
    const deed = key === "y" || (key === "z" && event.shiftKey) ? "redo" : key === "z" ? "undo" : "";
    const form = deed && this.board.querySelector(`.board-deeds form[action*="/${deed}"]`);
    if (!form) return;
    event.preventDefault();
    form.requestSubmit();
  }
}

// how the same element is found again after the board was replaced
function mark(element) {
  if (!element?.closest?.("#board")) return "";
  if (element.id) return `#${CSS.escape(element.id)}`;
  const chosen = element.dataset?.choose;
  return chosen ? `[data-choose="${CSS.escape(chosen)}"]` : "";
}

for (const page of document.querySelectorAll("[data-board]")) new Board(page);
