// Keep a page on the phone with its pictures, and share it with the phone's own menu.

import { tell } from "./worker";

function startKeeping(box: HTMLElement): void {
  const button = box.querySelector<HTMLButtonElement>("[data-keep]");
  const said = box.querySelectorAll<HTMLElement>("[data-keep-said]");
  if (!button || !("serviceWorker" in navigator)) return;
  box.hidden = false;
  button.addEventListener("click", async () => {
    button.disabled = true;
    const images = Array.from(document.images, (image) => image.currentSrc || image.src);
    const word = (await tell({ type: "keep", url: location.href, images, pin: true })) || "failed";
    button.disabled = false;
    button.hidden = word === "kept";
    said.forEach((one) => (one.hidden = one.dataset.keepSaid !== word));
  });
}

function startSharing(box: HTMLElement): void {
  if (!navigator.share) return;
  box.querySelector("summary")?.addEventListener("click", (event) => {
    event.preventDefault();
    const { title, text, url } = box.dataset;
    // A reader who closes the menu rejects the promise: nothing to say.
    navigator.share({ title, text, url }).catch(() => undefined);
  });
}

export function start(): void {
  document.querySelectorAll<HTMLElement>("[data-save-offline]").forEach(startKeeping);
  document.querySelectorAll<HTMLElement>("[data-share]").forEach(startSharing);
}
