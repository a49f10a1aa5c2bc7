// Keys for what every page does without a script, too: j and k walk along rows and removals, / searches, ? tells the keys.
"use strict";
const rows = [...document.querySelectorAll("[data-row]")];
const help = document.getElementById("keys");
let at = rows.findIndex((row) => "#" + row.id === location.hash);

function go(to) {
  if (!rows.length) return;
  rows[at]?.removeAttribute("data-at");
  at = Math.max(0, Math.min(rows.length - 1, to));
  const row = rows[at];
  row.setAttribute("data-at", "");
  row.focus({ preventScroll: true });
  row.scrollIntoView({ block: "center" });
}

function press(value) {
  rows[at]?.querySelector(`button[name=verdict][value="${value}"]`)?.click();
}

const keys = {
  j: () => go(at + 1),
  k: () => go(at - 1),
  "/": () => document.getElementById("q")?.focus(),
  "?": () => (help.open ? help.close() : help.showModal()),
  r: () => press("right"),
  w: () => press("wrong"),
  u: () => press(""),
  o: () => rows[at]?.querySelector("a")?.click(),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea")) return;
  const act = keys[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});
if (at >= 0) go(at);
