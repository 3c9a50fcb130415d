// Letters for a phone that has none for the script. Without this file the link leads to the same page with them.

const KEY = "corridor.letters";

export function watchLetters(): void {
  const link = document.querySelector<HTMLAnchorElement>("a[data-letters]");
  if (!link) return;
  const sheet = document.createElement("link");
  sheet.rel = "stylesheet";
  sheet.href = link.dataset.letters ?? "";
  const words = [link.textContent ?? "", link.dataset.off ?? ""];
  const turn = (on: boolean): void => {
    if (on) document.head.append(sheet);
    else sheet.remove();
    link.textContent = words[on ? 1 : 0] ?? "";
    try {
      if (on) localStorage.setItem(KEY, "1");
      else localStorage.removeItem(KEY);
    } catch {
      // Without storage the letters stay for this page.
    }
  };
  link.addEventListener("click", (event) => {
    event.preventDefault();
    turn(!sheet.isConnected);
  });
  try {
    if (localStorage.getItem(KEY)) turn(true);
  } catch {
    // Storage may be switched off.
  }
}
