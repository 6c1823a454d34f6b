"use strict";

/* Dates, printing, and what map and timeline say about a stop: read from the tables of the page. */

function describer(words) {
  const row = (stop) => document.getElementById(stop.row);
  const title = (stop) => row(stop).querySelector("th bdi").textContent;
  const part = (stop, selector) => row(stop).querySelector(selector)?.textContent || "";
  const limits = (stop) => [
    ...(stop.windows?.length ? [`${words.window} ${stop.windows.map((w) => w[2]).join(", ")}`] : []),
    ...(stop.wished ? [`${words.wished} ${stop.wished[1]}`] : []),
  ];
  const name = (sheet, stop) => `${sheet.letter}${stop.mark || ""}`;
  const lines = (stop) => [
    part(stop, ".address"), part(stop, "td:nth-child(3)"), ...limits(stop),
  ].filter(Boolean);
  return {
    title,
    sentence: (sheet, stop) =>
      [`${name(sheet, stop)} ${title(stop)}`, part(stop, ".time"), ...lines(stop)].join(" · "),
    popup: (sheet, stop) => {
      const box = make("div", "popup");
      const head = make("p", "popup-head");
      head.append(make("span", `badge c${sheet.colour}`, name(sheet, stop)), make("bdi", "", title(stop)));
      const link = make("a", "", words.goToRound);
      link.href = `#${stop.row}`;
      box.append(head, make("p", "popup-time", part(stop, ".time")));
      lines(stop).forEach((line) => box.append(make("p", "", line)));
      box.append(link);
      return box;
    },
  };
}

class Page {
  constructor(data) {
    this.data = data;
    const style = getComputedStyle(document.documentElement);
    const colours = [...Array(9).keys()].map((n) => style.getPropertyValue(`--c${n}`).trim());
    const describe = describer(data.words);
    this.map = new RoundsMap(data, colours, describe);
    this.timeline = new Timeline(data.words, describe, (stop) => this.map.choose(stop.row));
    this.links = [...document.querySelectorAll("nav.dates a")];
    this.sections = [...document.querySelectorAll("section.date")];
  }

  start() {
    document.documentElement.classList.add("scripted");
    addEventListener("hashchange", () => this.follow());
    document.addEventListener("change", (event) => {
      const { sheet } = event.target.dataset;
      if (sheet) this.map.toggle(sheet, event.target.checked);
    });
    document.getElementById("print-date").onclick = () => this.print(false);
    const all = document.getElementById("print-all");
    if (all) all.onclick = () => this.print(true);
    this.show(this.data.dates[0].date);
    this.follow();
    document.documentElement.dataset.ready = "yes";
  }

  /** Show the date that the address points into. */
  follow() {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const section = target?.closest("section.date");
    if (!section) return;
    if (section.hidden) this.show(section.dataset.date);
    if (target !== section) target.scrollIntoView();
  }

  show(date) {
    this.sections.forEach((section) => (section.hidden = section.dataset.date !== date));
    this.links.forEach((link) => {
      if (link.dataset.date === date) link.setAttribute("aria-current", "date");
      else link.removeAttribute("aria-current");
    });
    const section = this.sections.find((each) => !each.hidden);
    const drawn = this.data.dates.find((each) => each.date === date);
    section.querySelectorAll("input[data-sheet]").forEach((box) => (box.checked = true));
    this.map.show(section.querySelector(".map-slot"), drawn);
    this.timeline.show(section.querySelector(".timeline-slot"), drawn);
  }

  print(all) {
    document.documentElement.classList.toggle("print-all", all);
    window.print();
    document.documentElement.classList.remove("print-all");
  }
}

new Page(JSON.parse(document.getElementById("drawing").textContent)).start();
