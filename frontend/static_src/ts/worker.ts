// The page's side of the service worker.

export type Message = { type: "keep"; url: string; images: string[]; pin: boolean } | { type: "forget" };

/** Send a message to the service worker and wait for its word; false when there is no worker. */
export async function tell(message: Message): Promise<boolean> {
  if (!("serviceWorker" in navigator)) return false;
  const worker = (await navigator.serviceWorker.getRegistration())?.active;
  if (!worker) return false;
  return new Promise((resolve) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = (event: MessageEvent<boolean>) => resolve(event.data);
    worker.postMessage(message, [channel.port2]);
  });
}

export async function startWorker(): Promise<void> {
  if (!("serviceWorker" in navigator)) return;
  const first = !navigator.serviceWorker.controller;
  try {
    await navigator.serviceWorker.register("/sw.js");
    await navigator.serviceWorker.ready;
  } catch {
    return; // Private windows and full phones refuse; reading goes on.
  }
  // The worker did not see this first page arrive.
  if (first) void tell({ type: "keep", url: location.href, images: [], pin: false });
}
