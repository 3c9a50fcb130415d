// The exit control is a plain link. With a script it leaves no entry in the history, hides the page at once,
// and a second tap deletes what this site keeps on the phone. Pressing Shift three times does the same.

import { tell } from "./worker";

const WITHIN_MS = 3000;
let leaving = false;

function forget(): void {
  try {
    localStorage.clear();
    sessionStorage.clear();
  } catch {
    // Storage may be switched off.
  }
  void tell({ type: "forget" });
  void emptyCaches();
}

/** The worker does the same, but may be asleep or not there at all. */
async function emptyCaches(): Promise<void> {
  if (!("caches" in window)) return;
  await Promise.all((await caches.keys()).map((name) => caches.delete(name)));
}

function leave(url: string): void {
  if (leaving) {
    forget();
    return;
  }
  leaving = true;
  document.documentElement.dataset.leaving = "";
  document.title = "\u200b";
  location.replace(url);
}

export function watchExit(): void {
  const link = document.querySelector<HTMLAnchorElement>("[data-exit]");
  if (!link) return;
  let presses: number[] = [];
  document.addEventListener("click", (event) => {
    if (leaving || link.contains(event.target as Node)) {
      event.preventDefault();
      leave(link.href);
    }
  });
  document.addEventListener("keyup", (event) => {
    if (event.key !== "Shift") {
      presses = [];
      return;
    }
    const now = Date.now();
    presses = [...presses.filter((then) => now - then < WITHIN_MS), now];
    if (presses.length >= 3) leave(link.href);
  });
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    leaving = false;
    delete document.documentElement.dataset.leaving;
  });
}
