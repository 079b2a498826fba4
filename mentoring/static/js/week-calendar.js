// The week as a calendar in which sessions and pupils are dragged; `Board` (board.js) sends and shows.
"use strict";

const MONDAY = "2024-01-01"; // any week will do: only weekdays are shown
const LEVELS = ["fine", "worse", "house"];
const SLIP = 5; // px that a pressed mouse may slip before it drags
const WIDE = matchMedia("(min-width: 64rem)");

class Week {
  // -- the week as a calendar -----------------------------------------------------
  draw() {
    const data = document.getElementById("calendar-data");
    const table = this.board.querySelector(".week-frame");
    this.calendar = null;
    this.frame?.remove();
    table.closest(".table-fold")?.replaceWith(table); // drawn anew in a window of another width
    if (!WIDE.matches || !data || typeof EventCalendar === "undefined") return;
    this.frame = document.createElement("div");
    this.frame.className = "board-calendar";
    const says = Object.assign(document.createElement("p"), { className: "drag-says subtle", id: "drag-says" });
    const legend = this.legend();
    const box = document.createElement("div");
    this.frame.append(legend, says, box);
    table.before(this.frame);
    this.calendar = EventCalendar.create(box, this.options(data));
    requestAnimationFrame(() => unroled(box));
    this.foldTable(table);
    for (const one of this.board.querySelectorAll(".waiting-pupils [data-pupil]")) this.draggable(one, one.dataset.pupil, "");
  }

  // the same as a table stays on the page, one click away
  foldTable(table) {
    const box = document.createElement("details");
    box.className = "ds-details table-fold";
    const title = Object.assign(document.createElement("summary"), { textContent: table.getAttribute("aria-label") });
    box.open = sessionStorage.getItem("board-table") === "open";
    box.addEventListener("toggle", () => sessionStorage.setItem("board-table", box.open ? "open" : ""));
    table.replaceWith(box);
    box.append(title, table);
  }

  legend() {
    const list = document.createElement("ul");
    list.className = "board-legend";
    for (const level of [...LEVELS, "never"]) {
      list.append(Object.assign(document.createElement("li"), { className: `is-${level}`, textContent: this.words[level] }));
    }
    return list;
  }

  options(data) {
    const slots = [...data.querySelectorAll("[data-slot]")].map((one) => one.dataset);
    const days = data.dataset.days.split(" ").map(Number);
    const cards = [...this.board.querySelectorAll(".week-card")];
    const times = [...slots.map((one) => one.start), ...cards.map((card) => card.dataset.start)];
    const ends = cards.map((card) => card.dataset.end).concat(times.map((time) => later(time, 90)));
    this.slots = slots;
    return {
      view: "resourceTimelineWeek",
      date: MONDAY,
      firstDay: 1,
      hiddenDays: [1, 2, 3, 4, 5, 6, 7].filter((day) => !days.includes(day)).map((day) => day % 7),
      headerToolbar: { start: "", center: "", end: "" },
      dayHeaderFormat: { weekday: "long" },
      locale: { nb: "nb-NO", nn: "nn-NO", en: "en-GB" }[this.page.dataset.language],
      slotDuration: "00:30",
      slotLabelInterval: "01:00",
      slotWidth: 44,
      slotMinTime: `${(least(times) ?? "12:00").slice(0, 2)}:00`,
      slotMaxTime: ends.sort().at(-1) ?? "20:00",
      height: "auto",
      editable: true,
      eventDurationEditable: false,
      resources: [...data.querySelectorAll("[data-line]")].map((one) => ({ id: one.dataset.line, title: one.textContent })),
      events: cards.map((card) => this.event(card)),
      eventDidMount: (info) => { if (info.event.extendedProps.card) info.el.dataset.place = info.event.id; },
      eventContent: (info) => this.content(info.event),
      eventClick: (info) => this.choose(`session=${encodeURIComponent(info.event.id)}`),
      eventDragStart: (info) => this.begin({ from: info.event.id }),
      eventDragStop: () => this.end(),
      eventDrop: (info) => this.dropSession(info),
      dragConstraint: (info) => { this.tell(this.hit(info.event.start, info.event.resourceIds[0])); return true; },
    };
  }

  event(card) {
    const { session, day, start, end } = card.dataset;
    const date = `2024-01-0${day}`;
    const stray = card.classList.contains("is-stray");
    return {
      id: session,
      resourceIds: [card.dataset[this.words.view === "mentors" ? "mentor" : "venue"]],
      start: `${date} ${start}`,
      end: `${date} ${end || later(start, 90)}`,
      editable: !stray,
      classNames: ["board-session", ...(card.classList.contains("is-chosen") ? ["is-chosen"] : []), ...(stray ? ["is-stray"] : [])],
      extendedProps: { card },
    };
  }

  content(event) {
    const card = event.extendedProps.card;
    if (!card) return { domNodes: [document.createTextNode(event.extendedProps.sign ?? "")] };
    const title = Object.assign(document.createElement("strong"), { textContent: `${card.dataset.start} ${card.querySelector("[data-title]").textContent}` });
    const pupils = [...card.querySelectorAll("[data-pupil]")].map((one) => {
      const chip = Object.assign(document.createElement("span"), { className: "chip", textContent: one.textContent.trim() });
      this.draggable(chip, one.dataset.pupil, event.id);
      return chip;
    });
    return { domNodes: [title, ...pupils] };
  }

  // -- dragging ---------------------------------------------------------------------
  // a pupil's name is taken with mouse or pen; a finger scrolls, and has the panel
  draggable(element, pupil, from) {
    element.classList.add("can-drag");
    for (const link of element.querySelectorAll("a")) link.draggable = false;
    element.addEventListener("pointerdown", (event) => {
      if (event.pointerType === "touch" || event.button !== 0) return;
      event.stopPropagation(); // or the calendar would take the whole session
      this.taken = { pupil, from, x: event.clientX, y: event.clientY, name: element.textContent.trim() };
    });
    element.addEventListener("click", (event) => {
      if (element.tagName !== "SPAN") return;
      event.stopPropagation();
      if (!this.dropped) this.choose(`pupil=${pupil}`);
    });
  }

  carry(event) {
    const taken = this.taken;
    if (!taken) return;
    if (!taken.ghost && Math.hypot(event.clientX - taken.x, event.clientY - taken.y) < SLIP) return;
    event.preventDefault();
    if (!taken.ghost) {
      taken.ghost = Object.assign(document.createElement("div"), { className: "drag-ghost", textContent: taken.name });
      document.body.append(taken.ghost);
      this.begin({ pupil: taken.pupil, ...(taken.from ? { from: taken.from } : {}) });
    }
    taken.ghost.style.translate = `${event.clientX + 8}px ${event.clientY + 8}px`;
    this.tell(this.under(event));
  }

  letGo(event) {
    const taken = this.taken;
    this.taken = null;
    if (!taken?.ghost) return;
    taken.ghost.remove();
    this.dropped = true; // the click that ends a drag chooses nothing
    setTimeout(() => { this.dropped = false; }, 0);
    const places = event.type === "pointerup" && this.frame?.contains(document.elementFromPoint(event.clientX, event.clientY)) ? this.under(event) : null;
    if (places) this.dropPupil(places);
    else this.end();
  }

  async begin(dragged) {
    this.dragged = { ...dragged, places: null };
    this.frame?.classList.add("is-dragging");
    this.told(this.words.drag);
    const mine = this.dragged;
    const address = this.address("/outlook", { pupil: "", ...dragged });
    const answer = await fetch(address).catch(() => null);
    if (this.dragged !== mine || !answer?.ok) return;
    mine.places = new Map((await answer.json()).places.map((place) => [`${place.mentor}~${place.slot}`, place]));
    if (this.dragged !== mine) return;
    this.colour(mine);
    if (mine.over) this.tell(mine.over);
  }

  end() {
    this.frame?.classList.remove("is-dragging");
    for (const id of this.coloured ?? []) this.calendar?.removeEventById(id);
    this.coloured = [];
    this.dragged = null;
    this.told("");
  }

  // each beginning gets the colour of the best that could be there
  colour(dragged) {
    const best = new Map(), mentors = this.words.view === "mentors";
    for (const place of dragged.places.values()) {
      if (!dragged.pupil && !mentors && place.mentor !== dragged.from.split("~")[0]) continue;
      const { venue, day, start } = parts(place.slot);
      const key = `${mentors ? place.mentor : venue}|${day}|${start}`;
      if (!best.has(key) || LEVELS.indexOf(place.level) < LEVELS.indexOf(best.get(key))) best.set(key, place.level);
    }
    this.coloured = [...best].map(([key, level]) => {
      const [resource, day, start] = key.split("|");
      const id = `colour-${key}`;
      const times = { start: `2024-01-0${day} ${start}`, end: `2024-01-0${day} ${later(start, 30)}` };
      const sign = { fine: "✓", worse: "~", house: "!" }[level];
      this.calendar.addEvent({ id, resourceIds: [resource], ...times, display: "background", classNames: [`is-${level}`], extendedProps: { sign } });
      return id;
    });
  }

  // the place of which a moment in a row is the beginning: [{mentor, slot}], best first
  hit(date, resource) {
    const day = date.getDay() || 7;
    const start = `${String(date.getHours()).padStart(2, "0")}:${String(date.getMinutes()).padStart(2, "0")}`;
    const own = this.dragged?.from?.split("~") ?? [];
    const here = this.slots.filter((slot) => Number(slot.day) === day && slot.start === start);
    if (this.words.view === "mentors") {
      const known = [...(this.dragged?.places?.values() ?? [])].filter((place) => place.mentor === resource && here.some((slot) => slot.slot === place.slot));
      const venue = own[1] && parts(own[1]).venue;
      const slots = here.map((slot) => ({ mentor: resource, slot: slot.slot, same: slot.venue === venue }));
      const same = slots.filter((one) => one.same);
      return known.length ? known : same.length ? same : slots;
    }
    const slot = here.find((one) => one.venue === resource)?.slot;
    if (!slot) return [];
    if (!this.dragged?.pupil) return [{ mentor: own[0], slot }];
    return [...(this.dragged.places?.values() ?? [])].filter((place) => place.slot === slot);
  }

  under(event) {
    const session = document.elementFromPoint(event.clientX, event.clientY)?.closest("[data-place]");
    if (session) {
      const [mentor, slot] = session.dataset.place.split("~");
      return [{ mentor, slot }];
    }
    const point = this.calendar.dateFromPoint(event.clientX, event.clientY);
    return point?.resource ? this.hit(point.date, point.resource.id) : [];
  }

  tell(places) {
    if (this.dragged) this.dragged.over = places;
    if (!this.dragged?.places) return;
    const place = places[0];
    const known = place && this.dragged.places.get(`${place.mentor}~${place.slot}`);
    const level = known?.level ?? "never";
    this.told(`${this.words[level]}${known?.why ? `: ${known.why}` : ""}`, level);
  }

  told(text, level = "") {
    const says = document.getElementById("drag-says");
    if (!says || says.textContent === text) return;
    says.textContent = text;
    says.dataset.level = level;
  }

  dropSession(info) {
    const [to] = this.lastHit(info);
    const from = info.oldEvent.id;
    info.revert();
    if (to) this.deed({ deed: "move_session", from, to_mentor: to.mentor, to_slot: to.slot });
    else this.draw();
  }

  lastHit(info) {
    this.dragged ??= { from: info.oldEvent.id, places: null };
    const found = this.hit(info.event.start, info.event.resourceIds[0]);
    this.dragged = null;
    return found;
  }

  async dropPupil(places) {
    const { pupil, from } = this.dragged;
    this.end();
    const own = from?.split("~")[0];
    const to = places.find((place) => place.mentor === own) ?? (places.length === 1 ? places[0] : null);
    if (to) {
      this.deed({ deed: from ? "move" : "put", pupil, ...(from ? { from } : {}), place: `${to.mentor}~${to.slot}` });
      return;
    }
    await this.choose(`pupil=${pupil}`); // several mentors could: whoever dragged it says which
    const select = this.panel.querySelector('select[name="place"]');
    if (!select || !places.length) return;
    select.value = `${places[0].mentor}~${places[0].slot}`;
    select.focus();
  }
}

const least = (times) => [...times].sort()[0];

function later(time, minutes) {
  const [hour, minute] = time.split(":").map(Number);
  const total = hour * 60 + minute + minutes;
  return `${String(Math.floor(total / 60)).padStart(2, "0")}:${String(total % 60).padStart(2, "0")}`;
}

function parts(slot) {
  const [venue, day, start] = slot.split("-");
  return { venue, day, start: `${start.slice(0, 2)}:${start.slice(2)}` };
}

// The calendar calls itself a table and is none that can be read; the true table stands beside it.
function unroled(box) {
  for (const one of box.querySelectorAll('[role]:not([role="button"])')) one.removeAttribute("role");
  for (const name of ["aria-colindex", "aria-rowindex", "aria-colspan"]) {
    for (const one of box.querySelectorAll(`[${name}]`)) one.removeAttribute(name);
  }
}
