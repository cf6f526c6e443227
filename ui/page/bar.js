// The bar: which view is shown, the drawer of conversations on narrow windows, and signing out.

const drawer = element.querySelector("[data-drawer]");
const root = document.documentElement;

element.addEventListener("click", (event) => {
  const chosen = event.target.closest("[data-view]");
  if (chosen) newsdesk.show(chosen.dataset.view);
  if (event.target.closest("[data-drawer]")) {
    const isOpen = root.classList.toggle("drawer");
    drawer.setAttribute("aria-expanded", isOpen);
    if (isOpen) document.querySelector("#sidebar [data-begin]")?.focus();
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !root.classList.contains("drawer")) return;
  root.classList.remove("drawer");
  drawer.focus();
});
new MutationObserver(() => drawer.setAttribute("aria-expanded", root.classList.contains("drawer")))
  .observe(root, { attributes: true, attributeFilter: ["class"] });

let hasEvals = false;
newsdesk.onView((view) => {
  element.querySelectorAll("[data-view]").forEach((button) => {
    if (button.dataset.view === view) button.setAttribute("aria-current", "page");
    else button.removeAttribute("aria-current");
  });
  if (view === "evals" && !hasEvals) { hasEvals = true; setTimeout(() => trigger("expand", {})); }
});
window.addEventListener("hashchange", () => newsdesk.show(location.hash.slice(1)));

const user = window.gradio_config?.username;
if (user) {
  const form = element.querySelector("form");
  form.hidden = false;
  form.querySelector("button").title = `Signed in as ${user}`;
}
