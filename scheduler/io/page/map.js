"use strict";

/* The map of one date: roads behind, a line per leg, a mark per stop. No tiles, no network. */

const PRECISION = 1e5;
const PIXELS_PER_MARK = 2500;

/** An encoded polyline as [lat, lon] pairs; the counterpart of polyline.py. */
function decodeLine(text) {
  const points = [];
  let position = 0, lat = 0, lon = 0;
  const step = () => {
    let value = 0, shift = 0, bits;
    do {
      bits = text.charCodeAt(position++) - 63;
      value |= (bits & 31) << shift;
      shift += 5;
    } while (bits >= 32);
    return value & 1 ? ~(value >> 1) : value >> 1;
  };
  while (position < text.length) {
    lat += step();
    lon += step();
    points.push([lat / PRECISION, lon / PRECISION]);
  }
  return points;
}

class RoundsMap {
  constructor(data, colours, describe) {
    this.data = data;
    this.colours = colours;
    this.describe = describe;
    this.element = document.createElement("div");
    this.element.id = "map";
    this.element.setAttribute("role", "region");
    this.element.setAttribute("aria-label", data.words.mapLabel);
    this.layers = new Map();
    this.marks = new Map();
    this.map = null;
  }

  /** Put the map into `slot` and draw a date on it. */
  show(slot, date) {
    slot.append(this.element);
    if (!this.map) this.build();
    this.layers.forEach((layer) => layer.remove());
    this.layers.clear();
    this.marks.clear();
    date.sheets.forEach((sheet) => this.drawSheet(sheet));
    this.date = date;
    this.resized();
  }

  resized() {
    this.map.invalidateSize({ animate: false });
    this.fit(this.date);
  }

  build() {
    this.map = L.map(this.element, { preferCanvas: true, fadeAnimation: false, zoomSnap: 0.25, zoomDelta: 0.5 });
    this.map.setView([0, 0], 2);
    this.map.on("moveend", () => this.thin());
    new ResizeObserver(() => this.resized()).observe(this.element);
    this.map.attributionControl.setPrefix(false);
    if (this.data.credit) this.map.attributionControl.addAttribution(escapeText(this.data.credit));
    L.control.scale({ imperial: false, position: "topright" }).addTo(this.map);
    const styles = {
      path: { color: "#d5d2c8", weight: 1, dashArray: "3 3" },
      minor: { color: "#d9d5ca", weight: 1.6 },
      main: { color: "#c4bda9", weight: 3 },
    };
    for (const [name, style] of Object.entries(styles)) {
      const lines = (this.data.roads[name] || []).map(decodeLine);
      if (lines.length) L.polyline(lines, { ...style, interactive: false }).addTo(this.map);
    }
  }

  drawSheet(sheet) {
    const layer = L.layerGroup().addTo(this.map);
    this.layers.set(sheet.anchor, layer);
    const colour = this.colours[sheet.colour];
    for (const [index, estimated] of sheet.legs) {
      const line = decodeLine(this.data.lines[index]);
      const dash = estimated ? "2 8" : sheet.dashed ? "10 6" : null;
      L.polyline(line, { color: "#fff", weight: 7, interactive: false }).addTo(layer);
      L.polyline(line, { color: "#333", weight: 5, dashArray: dash, interactive: false }).addTo(layer);
      L.polyline(line, { color: colour, weight: 3.5, dashArray: dash, interactive: false }).addTo(layer);
    }
    sheet.stops.forEach((stop) => this.drawStop(sheet, stop, layer));
  }

  drawStop(sheet, stop, layer) {
    if (stop.kind === "break" || (stop.kind === "end" && this.sameAsStart(sheet, stop))) return;
    const visit = stop.kind === "visit";
    const text = document.createElement("span");
    text.className = `pin c${sheet.colour}${sheet.dashed ? " dashed" : ""} ${stop.kind}`;
    text.textContent = visit ? sheet.letter + stop.mark : sheet.letter;
    const mark = L.marker(stop.at, {
      icon: L.divIcon({ html: text, className: "pin-box", iconSize: [28, 22] }),
      title: `${sheet.letter}${stop.mark || ""}`,
      alt: `${sheet.letter}${stop.mark || ""} ${this.describe.title(stop)}`,
      riseOnHover: true,
      zIndexOffset: visit ? 0 : 500,
    });
    mark.bindPopup(() => this.describe.popup(sheet, stop), { maxWidth: 260, autoPan: true });
    mark.addTo(layer);
    this.marks.set(stop.row, mark);
  }

  sameAsStart(sheet, stop) {
    const start = sheet.stops.find((other) => other.kind === "start");
    return start.at[0] === stop.at[0] && start.at[1] === stop.at[1];
  }

  toggle(anchor, shown) {
    const layer = this.layers.get(anchor);
    if (layer) shown ? layer.addTo(this.map) : layer.remove();
    this.thin();
  }

  /** Draw visits as dots where their numbers would cover each other. */
  thin() {
    const bounds = this.map.getBounds(), size = this.map.getSize();
    const seen = [...this.marks.values()].filter(
      (mark) => this.map.hasLayer(mark) && bounds.contains(mark.getLatLng()));
    this.element.classList.toggle("dots", seen.length * PIXELS_PER_MARK > size.x * size.y);
  }

  /** Open what is written about a stop, where it is drawn and shown. */
  choose(row) {
    const mark = this.marks.get(row);
    if (mark && this.map.hasLayer(mark)) mark.openPopup();
  }

  fit(date) {
    const points = date.sheets.flatMap((sheet) => sheet.stops.map((stop) => stop.at));
    date.sheets.forEach((sheet) =>
      sheet.legs.forEach(([index]) => points.push(...decodeLine(this.data.lines[index]))));
    if (!points.length) return;
    this.map.fitBounds(L.latLngBounds(points), { padding: [30, 36], maxZoom: 16, animate: false });
  }
}

function escapeText(text) {
  const span = document.createElement("span");
  span.textContent = text;
  return span.innerHTML;
}
