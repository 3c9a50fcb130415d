/** Say so when the phone has no connection; a kept copy says more and needs no second notice. */
export function watchConnection(): void {
  const notice = document.querySelector<HTMLElement>("[data-offline]");
  if (!notice) return;
  const isCopy = document.querySelector<HTMLElement>("[data-saved-copy]:not([hidden])") !== null;
  const show = (): void => {
    notice.hidden = navigator.onLine || isCopy;
  };
  addEventListener("online", show);
  addEventListener("offline", show);
  show();
}
