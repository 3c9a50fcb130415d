// Takes the words a reader looked for off the address, so that the list of visited pages does not tell them.
// The browser keeps them with this entry of its history alone: going back, or loading again, asks once more.

export function start(): void {
  const asked = new URL(location.href).searchParams.get("q");
  const kept: unknown = (history.state as { asked?: unknown } | null)?.asked;
  if (asked) history.replaceState({ asked }, "", location.pathname);
  else if (typeof kept === "string" && kept) location.replace(`?q=${encodeURIComponent(kept)}`);
}
