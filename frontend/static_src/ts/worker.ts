// The page's side of the service worker.

import type { Message } from "./messages";

/** Send a message to the service worker; `said` hears every answer. False when there is no worker. */
export async function ask(message: Message, said: (word: unknown) => void): Promise<boolean> {
  if (!("serviceWorker" in navigator)) return false;
  const worker = (await navigator.serviceWorker.getRegistration())?.active;
  if (!worker) return false;
  const channel = new MessageChannel();
  channel.port1.onmessage = (event: MessageEvent<unknown>) => said(event.data);
  worker.postMessage(message, [channel.port2]);
  return true;
}

/** Send a message and wait for the answer; undefined when there is no worker. */
export async function tell(message: Message): Promise<unknown> {
  return new Promise((resolve) => {
    void ask(message, resolve).then((sent) => sent || resolve(undefined));
  });
}

export async function startWorker(): Promise<void> {
  if (!("serviceWorker" in navigator)) return;
  const first = !navigator.serviceWorker.controller;
  // What she came to read goes first over a slow road.
  if (document.readyState !== "complete") await new Promise((resolve) => addEventListener("load", resolve));
  try {
    await navigator.serviceWorker.register("/sw.js");
    await navigator.serviceWorker.ready;
  } catch {
    return; // Private windows and full phones refuse; reading goes on.
  }
  // The worker did not see this first page arrive.
  if (first) void tell({ type: "keep", url: location.href, images: [], pin: false });
}
