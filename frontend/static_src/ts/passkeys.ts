// Says it when the browser's passkey prompt failed or was closed; allauth's script only tells the console.

export function watchPasskeys(): void {
  const failed = document.querySelector<HTMLElement>("[data-passkey-failed]");
  if (!failed) return;
  const hide = (): void => void (failed.hidden = true);
  const actions = document.querySelectorAll<HTMLElement>(".actions");
  actions.forEach((row) => row.addEventListener("click", hide));
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    const row = document.activeElement?.closest(".actions") ?? actions[actions.length - 1];
    row?.after(failed);
    failed.hidden = false;
    failed.scrollIntoView({ block: "nearest" });
  });
}
