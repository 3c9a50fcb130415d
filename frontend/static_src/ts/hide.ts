// "Hide what I read": the tab, the history and the list of open programs no longer say what a page is about.
// The address still does; the exit control and a private window are the remedies for that.

const KEY = "corridor.hide";
const NO_PICTURE = "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'/>";

export function watchHiding(): void {
  const button = document.querySelector<HTMLButtonElement>("[data-hide]");
  if (!button) return;
  const title = document.title;
  const icon = document.querySelector<HTMLLinkElement>("link[rel=icon]");
  const picture = icon?.href ?? "";
  const turn = (on: boolean): void => {
    document.title = on ? (button.dataset.hide ?? "") : title;
    if (icon) icon.href = on ? NO_PICTURE : picture;
    button.setAttribute("aria-pressed", String(on));
  };
  try {
    turn(localStorage.getItem(KEY) !== null);
  } catch {
    return; // A switch that cannot be kept would promise too much.
  }
  if (button.parentElement) button.parentElement.hidden = false;
  button.addEventListener("click", () => {
    const on = button.getAttribute("aria-pressed") !== "true";
    if (on) localStorage.setItem(KEY, "1");
    else localStorage.removeItem(KEY);
    turn(on);
  });
}
