// Runs once for the source pane. Opening scrolls to the marked words; closing goes back to what opened it.

const close = () => {
  if (!props.value) return;
  props.value = "";
  document.newsdeskOpener?.focus();
};

element.addEventListener("click", (event) => {
  if (event.target.closest("[data-close]")) {
    close();
    return;
  }
  const opener = event.target.closest("[data-open]");
  if (opener) {
    const { document: id, version, start, end } = opener.dataset;
    trigger("select", { document: id, version, start: Number(start), end: Number(end) });
  }
});
element.addEventListener("keydown", (event) => {
  if (event.key === "Escape") close();
});

watch("value", () => {
  const text = element.querySelector(".text");
  const shown = element.querySelector("mark.shown");
  if (text && shown) {
    const offset = shown.getBoundingClientRect().top - text.getBoundingClientRect().top;
    text.scrollTop += offset - text.clientHeight / 3;
  }
  element.querySelector("#source-title")?.focus({ preventScroll: true });
});
