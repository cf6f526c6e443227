// Runs once for the conversation. `element`, `trigger` and `watch` are given by gr.HTML. All listeners sit on the element
// itself, since its contents are drawn anew with each sentence.

const quiet = window.matchMedia("(prefers-reduced-motion: reduce)").matches;

element.addEventListener("click", async (event) => {
  const opener = event.target.closest("[data-open]");
  if (opener) {
    document.newsdeskOpener = opener;
    const { document: id, version, start, end } = opener.dataset;
    trigger("select", { document: id, version, start: Number(start), end: Number(end) });
    return;
  }
  const asker = event.target.closest("[data-ask]");
  if (asker) {
    trigger("submit", { question: asker.dataset.ask });
    return;
  }
  const copier = event.target.closest("[data-copy]");
  if (copier) {
    const words = copier.textContent;
    try {
      await navigator.clipboard.writeText(copier.dataset.copy);
      copier.textContent = "Copied";
    } catch {
      copier.textContent = "The browser did not allow copying";
    }
    setTimeout(() => { copier.textContent = words; }, 2000);
  }
});

// A tip stays inside the window, and Escape puts it away.
const place = (event) => {
  const cite = event.target.closest?.(".cite");
  if (!cite) return;
  cite.classList.remove("away");
  const tip = cite.querySelector(".tip");
  tip.style.setProperty("--shift", "0px");
  const box = tip.getBoundingClientRect();
  const room = document.documentElement.clientWidth - 12;
  const shift = box.right > room ? room - box.right : box.left < 12 ? 12 - box.left : 0;
  tip.style.setProperty("--shift", `${shift}px`);
  tip.classList.toggle("below", cite.getBoundingClientRect().top < box.height + 24);
};
element.addEventListener("mouseover", place);
element.addEventListener("focusin", place);
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  element.querySelectorAll(".cite:hover, .cite:focus-within").forEach((cite) => cite.classList.add("away"));
});

let turns = 0;
watch("value", () => {
  const all = element.querySelectorAll(".turn");
  if (all.length > turns) all[all.length - 1].scrollIntoView({ block: "start", behavior: quiet ? "auto" : "smooth" });
  turns = all.length;
});
