// What a page says to the service worker.

export type Message =
  | { type: "keep"; url: string; images: string[]; pin: boolean }
  | { type: "forget" }
  | { type: "look"; pack: string; language: string; version: string }
  | { type: "save" | "remove"; pack: string; language: string };
