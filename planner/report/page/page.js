"use strict";
// Tables sort by a column's button; the map follows its slider. Everything is on the page without either.

const numberOf = (text) => {
  const found = text.trim().match(/^[<−-]?\s*\d[\d,]*(\.\d+)?/);
  return found ? parseFloat(found[0].replace(/[^\d.]/g, "")) : null;
};
const dateOf = (text) => {
  const found = text.trim().match(/^(\d{1,2}) ([A-Z][a-z]{2})[a-z]* (\d{4})/);
  return found ? Date.parse(`${found[2]} ${found[1]}, ${found[3]} UTC`) : null;
};
const keyOf = (text) => dateOf(text) ?? numberOf(text);
const compare = (one, other) => {
  const a = keyOf(one), b = keyOf(other);
  if (a !== null && b !== null) return a - b;
  if (a !== null || b !== null) return a !== null ? -1 : 1;
  return one.localeCompare(other, document.documentElement.lang);
};

const buttons = [];
for (const table of document.querySelectorAll("table.sorts")) {
  if (table.tBodies[0].rows.length < 2) continue;
  const heads = table.tHead.rows[0].cells;
  for (const head of heads) {
    if (head.tagName !== "TH") continue;
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    buttons.push([head, button]);
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      for (const other of heads) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const text = (row) => row.cells[head.cellIndex].textContent;
      const rows = [...table.tBodies[0].rows];
      rows.sort((one, other) => (down ? -1 : 1) * compare(text(one), text(other)));
      table.tBodies[0].append(...rows);
    });
  }
}

// A button in a header is left out where a browser repeats the header on a printed page; its words are not.
addEventListener("beforeprint", () => buttons.forEach(([head, button]) => head.replaceChildren(...button.childNodes)));
addEventListener("afterprint", () => buttons.forEach(([head, button]) => {
  button.append(...head.childNodes);
  head.append(button);
}));

const moves = JSON.parse(document.getElementById("moves").textContent);
const map = document.getElementById("map");
if (map && moves.steps.length) {
  const slider = document.getElementById("step");
  const circles = [...map.querySelectorAll("circle.crossing")];
  const lines = [...map.querySelectorAll("path.corridor")];
  const now = document.getElementById("now"), week = document.getElementById("week");
  const start = {
    caption: now.caption.textContent,
    rows: [...now.tBodies[0].rows].map((row) => [...row.cells].map((cell) => cell.textContent)),
    radii: circles.map((circle) => circle.getAttribute("r")),
    unused: circles.map((circle) => circle.classList.contains("unused")),
    widths: lines.map((line) => line.getAttribute("stroke-width")),
  };
  // As the map is drawn at first: an area, or the square of a width, grows with people.
  const size = (people, [most, least, largest]) =>
    people && most ? least + (largest - least) * Math.sqrt(people / most) : 0;
  const show = (people) => (people === null ? "<10" : people.toLocaleString("en"));
  const fill = (cells) => {
    const row = document.createElement("tr");
    cells.forEach((text, k) => {
      const cell = document.createElement(k ? "td" : "th");
      if (!k) cell.scope = "row";
      if (k) cell.className = "n";
      cell.textContent = text;
      row.append(cell);
    });
    return row;
  };
  const move = () => {
    const k = Number(slider.value) - 1, step = moves.steps[k];
    const weekly = week.closest(".weekly");
    const told = step ? step.week : -1;
    circles.forEach((circle, n) => {
      const crossing = moves.crossings[n];
      const none = step ? !crossing.people[k] : start.unused[n];
      circle.setAttribute("r", step ? size(crossing.people[k], moves.sizes.crossings) || 5 : start.radii[n]);
      circle.classList.toggle("unused", none);
      const cells = now.tBodies[0].rows[n].cells;
      cells[1].textContent = step ? show(crossing.people[k]) : start.rows[n][1];
      cells[2].textContent = step ? show(crossing.waiting[k]) : start.rows[n][2];
    });
    lines.forEach((line, n) => {
      const width = told < 0 ? start.widths[n] : size(moves.corridors[n].people[told], moves.sizes.corridors);
      line.setAttribute("stroke-width", width);
    });
    now.caption.textContent = step ? `Crossings, ${step.label}` : start.caption;
    weekly.hidden = told < 0;
    if (told >= 0) {
      week.caption.textContent = `Corridors and sites in the week from ${moves.weeks[told]}`;
      const corridors = moves.corridors.filter((row) => row.people[told] !== 0)
        .map((row) => fill([`${row.from} to ${row.to}`, show(row.people[told])]));
      const sites = moves.sites.filter((row) => row.arrived[told])
        .map((row) => fill([`${row.name}: arrivals`, show(row.arrived[told])]));
      week.tBodies[0].replaceChildren(...corridors, ...sites);
    }
    const people = step ? moves.crossings.reduce((sum, row) => sum + row.people[k], 0) : 0;
    const used = step ? moves.crossings.filter((row) => row.people[k]).length : 0;
    const words = step
      ? `${step.label}: ${show(people)} people across at ${used} ${used === 1 ? "crossing" : "crossings"}.`
      : `All ${moves.unit}s together; each crossing and corridor as on its busiest.`;
    document.getElementById("said").textContent = words;
    slider.setAttribute("aria-valuetext", words);
  };
  map.querySelector("form.mover").hidden = false;
  map.querySelector("form.mover").addEventListener("submit", (event) => event.preventDefault());
  slider.addEventListener("input", move);
  move();
}
