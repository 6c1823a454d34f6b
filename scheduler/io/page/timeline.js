"use strict";

/* The timeline of one date: a row per carer; travel, waiting, visits, breaks and appointments. */

class Timeline {
  constructor(words, describe, onChoose) {
    this.words = words;
    this.describe = describe;
    this.onChoose = onChoose;
    this.element = make("div", "timeline");
  }

  /** Put the timeline of a date into `slot`. */
  show(slot, date) {
    this.date = date;
    this.detail = make("p", "detail");
    this.detail.setAttribute("aria-live", "polite");
    const scroll = make("div", "timeline-scroll");
    const grid = make("div", "timeline-grid");
    grid.append(this.axis(), ...date.sheets.map((sheet) => this.row(sheet)));
    grid.style.minWidth = `${150 + (date.seconds / 3600) * 64}px`;
    scroll.append(grid);
    this.element.replaceChildren(this.legend(), scroll, this.detail);
    this.element.onkeydown = (event) => this.walk(event);
    slot.append(this.element);
  }

  share(seconds) {
    return `${((Math.max(0, Math.min(seconds, this.date.seconds)) / this.date.seconds) * 100).toFixed(3)}%`;
  }

  place(element, from, to) {
    element.style.left = this.share(from);
    element.style.width = `calc(${this.share(to)} - ${this.share(from)})`;
    return element;
  }

  axis() {
    const row = make("div", "timeline-row axis");
    row.setAttribute("aria-hidden", "true");
    const track = make("div", "track");
    for (const [at, text] of this.date.ticks) {
      const tick = make("span", "tick", text);
      tick.style.left = this.share(at);
      track.append(tick);
    }
    row.append(make("span", "who"), track);
    return row;
  }

  row(sheet) {
    const row = make("div", "timeline-row");
    row.setAttribute("role", "group");
    row.setAttribute("aria-label", sheet.name);
    const who = make("a", "who");
    who.href = `#${sheet.anchor}`;
    const badge = make("span", `badge c${sheet.colour}${sheet.dashed ? " dashed" : ""}`, sheet.letter);
    badge.setAttribute("aria-hidden", "true");
    who.append(badge, make("bdi", "", sheet.name));
    const track = make("div", "track");
    this.date.ticks.forEach(([at]) => {
      const line = make("i", "line");
      line.style.left = this.share(at);
      track.append(line);
    });
    sheet.shifts.forEach(([from, to]) => track.append(this.place(make("i", "shift"), from, to)));
    sheet.stops.forEach((stop) => this.blocks(sheet, stop).forEach((block) => track.append(block)));
    const first = track.querySelector("button");
    if (first) first.tabIndex = 0;
    row.append(who, track);
    return row;
  }

  blocks(sheet, stop) {
    const blocks = [];
    if (stop.travel > 0) {
      blocks.push(this.place(make("i", "travel"), stop.arrival - stop.travel, stop.arrival));
    }
    if (stop.start - stop.arrival >= 60) {
      blocks.push(this.place(make("i", "wait"), stop.arrival, stop.start));
    }
    if (stop.end > stop.start) blocks.push(this.block(sheet, stop));
    return blocks;
  }

  block(sheet, stop) {
    const colour = stop.kind === "visit" ? ` c${sheet.colour}` : "";
    const block = make("button", `block ${stop.kind}${colour}${sheet.dashed ? " dashed" : ""}`);
    block.type = "button";
    block.tabIndex = -1;
    block.dataset.row = stop.row;
    block.setAttribute("aria-label", this.describe.sentence(sheet, stop));
    if (stop.mark) block.append(make("b", "", stop.mark), " ");
    if (stop.newFace) block.append(make("span", "star", "★"));
    block.append(make("bdi", "", this.describe.title(stop)));
    const tell = () => this.tell(block, sheet, stop);
    block.onmouseenter = tell;
    block.onfocus = tell;
    block.onclick = () => this.onChoose(stop);
    return this.place(block, stop.start, stop.end);
  }

  /** Show the windows and the wished start of a stop in its row, and the rest in words. */
  tell(block, sheet, stop) {
    this.element.querySelectorAll(".track > .window, .track > .wished").forEach((band) => band.remove());
    const track = block.parentElement;
    for (const [from, to] of stop.windows || []) {
      track.append(this.place(make("i", "window"), from, Math.max(to, from + 60)));
    }
    if (stop.wished) {
      const wished = make("i", "wished");
      wished.style.left = this.share(stop.wished[0]);
      track.append(wished);
    }
    const link = make("a", "", this.words.goToRound);
    link.href = `#${stop.row}`;
    this.detail.replaceChildren(this.describe.sentence(sheet, stop), " ", link);
  }

  legend() {
    const legend = make("p", "legend");
    legend.setAttribute("aria-hidden", "true");
    for (const name of ["travel", "wait", "window", "wished"]) {
      const key = name === "wait" ? "waiting" : name;
      const item = make("span");
      item.append(make("i", `key ${name}`), this.words[key]);
      legend.append(item, " ");
    }
    return legend;
  }

  /** Arrow keys: along the row, and to the row above or below at about the same time. */
  walk(event) {
    const here = document.activeElement;
    const steps = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };
    const step = steps[event.key];
    if (!step || !here.classList.contains("block")) return;
    event.preventDefault();
    const rows = [...this.element.querySelectorAll(".timeline-row:not(.axis)")];
    const row = rows.indexOf(here.closest(".timeline-row"));
    const blocks = (index) => (rows[index] ? [...rows[index].querySelectorAll(".block")] : []);
    const left = here.getBoundingClientRect().left;
    const gap = (block) => Math.abs(block.getBoundingClientRect().left - left);
    const next = step[0]
      ? blocks(row)[blocks(row).indexOf(here) + step[0]]
      : blocks(row + step[1]).sort((one, other) => gap(one) - gap(other))[0];
    if (!next) return;
    blocks(rows.indexOf(next.closest(".timeline-row"))).forEach((block) => (block.tabIndex = -1));
    next.tabIndex = 0;
    next.focus();
  }
}

function make(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}
