// The week grid: mouse, finger and keyboard on real checkboxes, kept in step with the text beside it.
// How text and ticks are read together is the server's rule; this only paints and asks.
"use strict";

const HOLD = 250; // ms that a finger rests before it paints instead of scrolling
const SLIP = 10; // px that a resting finger may slip

class WeekGrid {
  constructor(root) {
    this.root = root;
    this.text = root.querySelector("textarea");
    this.was = root.querySelector('input[type="hidden"]');
    this.says = root.querySelector(".week-says");
    this.table = root.querySelector(".week-grid");
    this.boxes = [...this.table.querySelectorAll('input[type="checkbox"]')];
    this.asked = 0;
    root.querySelector(".without-script").hidden = true;
    root.querySelector(".with-script").hidden = false;
    this.roam();
    this.listen();
  }

  // one tab stop: the first half hour that is marked, else the first of all
  roam() {
    for (const box of this.boxes) box.tabIndex = -1;
    (this.boxes.find((box) => box.checked) ?? this.boxes[0]).tabIndex = 0;
  }

  listen() {
    this.text.addEventListener("input", () => this.askSoon(500));
    this.table.addEventListener("change", () => this.askSoon(150));
    this.table.addEventListener("focusin", (event) => this.stopAt(event.target));
    this.table.addEventListener("keydown", (event) => this.key(event));
    this.table.addEventListener("keyup", (event) => { if (event.key === "Shift") this.brush = null; });
    this.table.addEventListener("pointerdown", (event) => this.press(event));
    this.table.addEventListener("click", (event) => this.click(event));
    document.addEventListener("pointermove", (event) => this.move(event));
    document.addEventListener("pointerup", () => this.release());
    this.table.addEventListener("touchstart", (event) => this.touch(event), { passive: true });
    this.table.addEventListener("touchmove", (event) => this.touchMove(event), { passive: false });
    for (const end of ["touchend", "touchcancel"]) this.table.addEventListener(end, () => this.touchEnd());
    this.table.addEventListener("contextmenu", (event) => { if (this.finger) event.preventDefault(); });
  }

  // -- where a box is ------------------------------------------------------
  place(box) {
    const at = this.boxes.indexOf(box);
    return { row: Math.floor(at / 7), day: at % 7 };
  }

  at({ row, day }) {
    const inside = row >= 0 && day >= 0 && day < 7;
    return inside ? this.boxes[row * 7 + day] : undefined;
  }

  boxUnder(x, y) {
    const found = document.elementFromPoint(x, y)?.closest("td")?.querySelector("input");
    return this.boxes.includes(found) ? found : null;
  }

  stopAt(box) {
    if (!this.boxes.includes(box)) return;
    for (const other of this.boxes) other.tabIndex = other === box ? 0 : -1;
  }

  // -- painting: the rectangle from the first box to the last gets one value --
  begin(box, value) {
    this.brush = { from: box, value, before: this.boxes.map((one) => one.checked) };
  }

  stretch(to) {
    const one = this.place(this.brush.from), other = this.place(to);
    const [top, bottom] = [one.row, other.row].sort((a, b) => a - b);
    const [left, right] = [one.day, other.day].sort((a, b) => a - b);
    this.boxes.forEach((box, at) => {
      const row = Math.floor(at / 7), day = at % 7;
      const inside = row >= top && row <= bottom && day >= left && day <= right;
      box.checked = inside ? this.brush.value : this.brush.before[at];
    });
  }

  // -- keyboard ------------------------------------------------------------
  key(event) {
    const steps = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
    const { row, day } = this.place(event.target);
    let next;
    if (event.key in steps) next = this.at({ row: row + steps[event.key][0], day: day + steps[event.key][1] });
    else if (event.key === "Home") next = this.at({ row, day: 0 });
    else if (event.key === "End") next = this.at({ row, day: 6 });
    else return;
    event.preventDefault();
    if (!next) return;
    if (event.shiftKey && !this.brush) this.begin(event.target, event.target.checked);
    next.focus();
    if (event.shiftKey) {
      this.stretch(next);
      this.askSoon(150);
    } else this.brush = null;
  }

  // -- mouse and pen -------------------------------------------------------
  press(event) {
    if (event.pointerType === "touch" || event.button !== 0 || !this.boxes.includes(event.target)) return;
    this.pressed = event.target;
    this.painted = false;
  }

  move(event) {
    if (!this.pressed || event.pointerType === "touch") return;
    const box = this.boxUnder(event.clientX, event.clientY);
    if (!box || (!this.painted && box === this.pressed)) return;
    if (!this.painted) this.begin(this.pressed, !this.pressed.checked);
    this.painted = true;
    this.table.classList.add("is-painting");
    this.stretch(box);
  }

  release() {
    if (!this.pressed) return;
    this.pressed = null;
    this.table.classList.remove("is-painting");
    if (!this.painted) return;
    this.brush = null;
    this.askSoon(150);
  }

  // the click that ends a stroke must not turn its last box once more
  click(event) {
    if (this.painted && event.detail > 0) event.preventDefault();
    this.painted = false;
  }

  // -- finger: a tap marks one, resting a moment and then drawing marks many, anything else scrolls --
  touch(event) {
    this.touchEnd();
    const { clientX: x, clientY: y } = event.touches[0];
    const box = this.boxUnder(x, y);
    if (!box || event.touches.length > 1) return;
    this.finger = { x, y, box, paints: false };
    this.finger.timer = setTimeout(() => this.rest(), HOLD);
  }

  rest() {
    this.finger.paints = true;
    this.begin(this.finger.box, !this.finger.box.checked);
    this.stretch(this.finger.box);
    this.table.classList.add("is-painting");
    navigator.vibrate?.(15);
  }

  touchMove(event) {
    if (!this.finger) return;
    const { clientX: x, clientY: y } = event.touches[0];
    if (this.finger.paints) {
      event.preventDefault();
      const box = this.boxUnder(x, y);
      if (box) this.stretch(box);
    } else if (Math.hypot(x - this.finger.x, y - this.finger.y) > SLIP) this.touchEnd();
  }

  touchEnd() {
    if (!this.finger) return;
    clearTimeout(this.finger.timer);
    this.table.classList.remove("is-painting");
    if (this.finger.paints) {
      this.painted = true;
      setTimeout(() => { this.painted = false; }, 400);
      this.brush = null;
      this.askSoon(150);
    }
    this.finger = null;
  }

  // -- text and grid in step -------------------------------------------------
  askSoon(wait) {
    clearTimeout(this.timer);
    this.asked += 1;  // an answer that is under way knows nothing of what was marked since
    this.timer = setTimeout(() => this.ask(), wait);
  }

  async ask() {
    const asked = this.asked;
    const body = new FormData();
    body.set("text", this.text.value);
    body.set("was", this.was.value);
    for (const box of this.boxes) if (box.checked) body.append("cell", box.value);
    const token = this.root.closest("form").querySelector('[name="csrf_token"]')?.value;
    const answer = await fetch(this.root.dataset.url, { method: "POST", body, headers: token ? { "X-CSRFToken": token } : {} });
    const said = answer.ok ? await answer.json() : null;
    // an older answer, or one that came while somebody went on marking, says nothing any more
    if (said && asked === this.asked && !this.pressed && !this.finger) this.show(said);
  }

  show({ text, was, full, part, faults, warnings }) {
    if (this.text.value !== text) this.text.value = text;
    this.was.value = was;
    const whole = new Set(full), some = new Set(part);
    for (const box of this.boxes) {
      box.checked = whole.has(box.value);
      box.classList.toggle("in-part", some.has(box.value));
    }
    this.says.textContent = [faults, warnings].filter(Boolean).join(" ");
    this.text.setAttribute("aria-invalid", faults ? "true" : "false");
    if (!this.table.contains(document.activeElement)) this.roam();
  }
}

for (const root of document.querySelectorAll("[data-week]")) new WeekGrid(root);
