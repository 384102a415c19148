// Single keys for people who want them; every page works without this file.
"use strict";
(() => {
  const SWITCH = "burdenshare-keys";
  const find = (query) => document.querySelector(query);
  const on = () => { try { return localStorage.getItem(SWITCH) !== "off"; } catch { return true; } };
  const pages = { a: "agreements", y: "years", s: "share", o: "operational", p: "proposals", t: "talks", r: "sources" };
  let going = false;

  const go = (link) => { if (link) location.href = link.href; };
  const open = (id) => {
    const part = document.getElementById(id);
    if (!part) return;
    part.open = true;
    part.querySelector("summary").focus();
    part.scrollIntoView({ block: "nearest" });
  };
  const keys = {
    "?": () => open("keys"),
    "/": () => find("#check").focus(),
    h: () => go(find(".name a")),
    t: () => go(find("a.turn")),
    u: () => open("units"),
    e: () => go(find("#result a.n")),
    c: () => open("cite"),
    l: () => go(find("#lang")),
    ArrowLeft: () => go(find("a[rel=prev]")),
    ArrowRight: () => go(find("a[rel=next]")),
  };

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      document.activeElement.blur();
      document.querySelectorAll("#keys, #cite").forEach((one) => { one.open = false; });
      return;
    }
    const typing = event.target.closest("input, select, textarea");
    if (typing || event.ctrlKey || event.metaKey || event.altKey || !on()) return;
    if (going) {
      going = false;
      if (pages[event.key]) go(find(`nav a[data-key="${pages[event.key]}"]`));
      return;
    }
    going = event.key === "g";
    const arrow = event.key.startsWith("Arrow") && event.target !== document.body;
    if (keys[event.key] && !arrow) { event.preventDefault(); keys[event.key](); }
  });

  const button = find("#keys-off");
  const told = () => { button.hidden = false; button.textContent = on() ? button.dataset.off : button.dataset.on; };
  if (button) {
    button.addEventListener("click", () => {
      try { localStorage.setItem(SWITCH, on() ? "off" : "on"); } catch { /* no memory here */ }
      told();
    });
  }
  // What can wait comes after the first picture. A choice that is made before is made again then.
  const stopped = () => { const part = find("#stopped"); if (part) part.hidden = false; };
  const then = document.currentScript.dataset.then;
  let early = null;
  const remember = (event) => { if (event.target.closest("form[hx-get]")) early = event.target; };
  document.addEventListener("change", remember);
  requestAnimationFrame(() => setTimeout(() => {
    if (button) told();
    const script = document.createElement("script");
    script.src = then;
    script.onerror = stopped;
    script.onload = () => setTimeout(() => {
      document.removeEventListener("change", remember);
      if (early) early.dispatchEvent(new Event("change", { bubbles: true }));
    });
    document.head.append(script);
  }));
  document.addEventListener("htmx:error", stopped);
})();
