// Runs once for the conversation. `element`, `trigger` and `watch` are given by gr.HTML. All listeners sit on the element
// itself, since its contents are drawn anew with each sentence.

const quiet = window.matchMedia("(prefers-reduced-motion: reduce)").matches;

element.addEventListener("click", async (event) => {
  if (newsdesk.opensSource(event, trigger)) return;
  const asker = event.target.closest("[data-ask]");
  if (asker) {
    trigger("submit", { question: asker.dataset.ask });
    return;
  }
  const noter = event.target.closest("[data-note]");
  const judge = noter ?? event.target.closest("[data-opinion]");
  if (judge) {
    const given = { turn: Number(judge.dataset.turn), opinion: judge.dataset.opinion, note: "" };
    if (noter) {
      const isUp = given.opinion === "up";
      const note = await newsdesk.ask({
        title: isUp ? "What was right?" : "What was not right?", label: "Your note", value: noter.dataset.note,
        action: "Keep the note", isLong: true,
      });
      if (note === null) return;
      given.note = note;
    }
    trigger("like", given);
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
let shown = "";
watch("value", () => {
  const all = element.querySelectorAll(".turn");
  const id = props.value.id;
  // The address names the open conversation, so that a reload comes back to it.
  const query = id ? `?c=${encodeURIComponent(id)}` : "";
  if (location.search !== query) history.replaceState(null, "", location.pathname + query + location.hash);
  const isOther = shown !== id && shown !== "";
  if (all.length > turns && !isOther) {
    all[all.length - 1].scrollIntoView({ block: "start", behavior: quiet ? "auto" : "smooth" });
  } else if (isOther) {
    window.scrollTo({ top: 0 });
  }
  turns = all.length;
  shown = id;
});
