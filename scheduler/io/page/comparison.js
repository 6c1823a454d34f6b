"use strict";

/* Shows which marks, lines and rows belong to one visit, under the pointer and in focus. */

const root = document.documentElement;
const moveOf = (element) => element.closest?.("[data-move]")?.dataset.move;

function light(number) {
  document.querySelectorAll(".lit").forEach((each) => each.classList.remove("lit"));
  if (!number) return;
  document.querySelectorAll(`[data-move="${number}"]`).forEach((each) => each.classList.add("lit"));
  // what is drawn last lies on top
  document.querySelectorAll(`.link[data-move="${number}"]`).forEach((each) => each.parentElement.append(each));
}

for (const event of ["mouseover", "focusin"]) {
  document.addEventListener(event, ({ target }) => light(moveOf(target)));
}
document.getElementById("print-page").onclick = () => window.print();
root.classList.add("scripted");
root.dataset.ready = "yes";
