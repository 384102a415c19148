// A slider beside each field of a rate, and rates to take from the record. Without this file the
// fields alone do the work, and what can be taken is a link.
"use strict";
(() => {
  const REST = 300; // milliseconds at rest before the answer is asked for
  const { none, told } = document.currentScript.dataset;
  const field = (one) => document.getElementById(one.dataset.of);
  const slider = (of) => document.querySelector(`input[type=range][data-of="${of.id}"]`);
  const change = (of) => of.dispatchEvent(new Event("change", { bubbles: true }));
  const say = (slide) => {
    const { value } = field(slide);
    slide.setAttribute("aria-valuetext", value === "" ? none : told.replace("VALUE", value.replace("-", "−")));
    slide.classList.toggle("none", value === "");
  };
  const follow = (slide) => {
    const { value } = field(slide);
    if (value !== "") slide.value = value;
    say(slide);
  };
  const every = () => document.querySelectorAll("input[type=range][data-of]").forEach(follow);
  let resting = 0;

  document.addEventListener("input", ({ target }) => {
    if (target.matches("input[type=range][data-of]")) {
      clearTimeout(resting);
      field(target).value = target.value;
      say(target);
    } else if (target.id && slider(target)) follow(slider(target));
  });
  // The slider has no name in the address: its field is what changes, once it comes to rest.
  document.addEventListener("change", (event) => {
    if (!event.target.matches("input[type=range][data-of]")) return;
    event.stopPropagation();
    clearTimeout(resting);
    resting = setTimeout(() => change(field(event.target)), REST);
  }, true);
  document.addEventListener("click", (event) => {
    const take = event.target.closest("a.preset");
    if (!take || !window.htmx || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    field(take).value = take.dataset.rate;
    follow(slider(field(take)));
    change(field(take));
  });
  addEventListener("pageshow", every);
  document.documentElement.classList.add("scripted");
  every();
})();
