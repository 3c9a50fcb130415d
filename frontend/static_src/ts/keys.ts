// Up and Down on a phone with keys: to the next thing one can choose if it is in sight, else the page moves on.

const CHOOSABLE = "a[href], button, input:not([type=hidden]), select, textarea, summary, audio[controls], [tabindex='0']";
const CLOSED = "details:not([open]) > :not(summary)"; // has a place on the page all the same
const STEP = 0.6; // of the screen

function choosable(): HTMLElement[] {
  return Array.from(document.querySelectorAll<HTMLElement>(CHOOSABLE)).filter(
    (one) => one.getClientRects().length > 0 && !one.closest(CLOSED) && !(one as HTMLButtonElement).disabled,
  );
}

/** In sight now, or after one step of the page. Corner controls, which never move, count only in their turn. */
function inSight(one: HTMLElement, down: boolean): boolean {
  const { top, bottom } = one.getBoundingClientRect();
  return down ? top >= 0 && top < innerHeight : bottom > 0 && bottom <= innerHeight;
}

/** Without a focus, the walk begins at what the reader sees. */
function next(all: HTMLElement[], down: boolean): HTMLElement | undefined {
  const here = all.indexOf(document.activeElement as HTMLElement);
  if (here >= 0 && inSight(all[here]!, true)) return all[here + (down ? 1 : -1)];
  const seen = all.filter((one) => inSight(one, down) && getComputedStyle(one).position !== "fixed");
  return down ? seen[0] : seen[seen.length - 1];
}

/** In a long text the keys go from line to line until its end. Everywhere else they would be a trap. */
function stays(down: boolean): boolean {
  const here = document.activeElement;
  if (!(here instanceof HTMLTextAreaElement)) return false;
  return down ? here.selectionEnd < here.value.length : here.selectionStart > 0;
}

export function move(event: KeyboardEvent): void {
  const down = event.key === "ArrowDown";
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (!down && event.key !== "ArrowUp") return;
  if (stays(down)) return;
  event.preventDefault();
  const target = next(choosable(), down);
  if (target && inSight(target, down)) {
    target.focus({ preventScroll: true });
    target.scrollIntoView({ block: "nearest" });
  } else {
    scrollBy(0, (down ? STEP : -STEP) * innerHeight);
  }
}
