// Alerts on this phone. Nothing is asked before the reader presses the button.

const STORE = "corridor.topics";

type State = "missing" | "ios" | "denied" | "ready" | "on" | "failed";

function topics(): Set<string> {
  try {
    return new Set(JSON.parse(localStorage.getItem(STORE) ?? "[]") as string[]);
  } catch {
    return new Set();
  }
}

function remember(kept: Set<string>): void {
  try {
    localStorage.setItem(STORE, JSON.stringify([...kept]));
  } catch {
    // Without storage the button only forgets what it was told; the server knows.
  }
}

/** The public key of the server (VAPID, RFC 8292) as bytes. */
function keyBytes(base64url: string): Uint8Array<ArrayBuffer> {
  const base64 = base64url.replace(/-/g, "+").replace(/_/g, "/");
  const raw = atob(base64 + "=".repeat((4 - (base64.length % 4)) % 4));
  const bytes = new Uint8Array(raw.length);
  for (let i = 0; i < raw.length; i++) bytes[i] = raw.charCodeAt(i);
  return bytes;
}

function show(box: HTMLElement, state: State): void {
  box.querySelectorAll<HTMLElement>("[data-push-when]").forEach((part) => {
    const when = part.dataset.pushWhen;
    part.hidden = when !== state && !(state === "failed" && when === "ready");
  });
}

function initialState(topic: string): State {
  const isApple = /iPad|iPhone|iPod/.test(navigator.userAgent);
  if (!("serviceWorker" in navigator) || !("PushManager" in window) || !("Notification" in window)) {
    return isApple ? "ios" : "missing";
  }
  if (Notification.permission === "denied") return "denied";
  return Notification.permission === "granted" && topics().has(topic) ? "on" : "ready";
}

async function post(url: string, token: string, body: Record<string, unknown>): Promise<{ ok: boolean; message: string }> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json", "X-Form-Token": token },
    body: JSON.stringify({ ...body, form_token: token }),
  });
  let message = "";
  try {
    message = ((await response.json()) as { message?: string }).message ?? "";
  } catch {
    // An error page instead of an answer: the state says enough.
  }
  return { ok: response.ok, message };
}

function startOne(box: HTMLElement): void {
  const { topic = "", language = "en", key = "", subscribeUrl = "", unsubscribeUrl = "", token = "" } = box.dataset;
  const said = box.querySelector<HTMLElement>("[data-push-message]");
  const say = (text: string): void => {
    if (said) said.textContent = text;
  };

  async function turnOn(): Promise<State> {
    if ((await Notification.requestPermission()) !== "granted") {
      return Notification.permission === "denied" ? "denied" : "ready";
    }
    const registration = await navigator.serviceWorker.ready;
    const subscription =
      (await registration.pushManager.getSubscription()) ??
      (await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: keyBytes(key) }));
    const answer = await post(subscribeUrl, token, {
      topic,
      language,
      time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      subscription: subscription.toJSON(),
    });
    say(answer.message);
    if (!answer.ok) return "failed";
    remember(topics().add(topic));
    return "on";
  }

  async function turnOff(): Promise<State> {
    const registration = await navigator.serviceWorker.ready;
    const subscription = await registration.pushManager.getSubscription();
    if (subscription) {
      const answer = await post(unsubscribeUrl, token, { topic, endpoint: subscription.endpoint });
      say(answer.message);
      if (!answer.ok) return "failed";
    }
    const left = topics();
    left.delete(topic);
    remember(left);
    if (left.size === 0) await subscription?.unsubscribe();
    return "ready";
  }

  const press = (selector: string, act: () => Promise<State>): void => {
    const button = box.querySelector<HTMLButtonElement>(selector);
    button?.addEventListener("click", async () => {
      button.disabled = true;
      say("");
      try {
        show(box, await act());
      } catch {
        show(box, "failed");
      }
      button.disabled = false;
    });
  };

  press("[data-push-on]", turnOn);
  press("[data-push-off]", turnOff);
  show(box, initialState(topic));
}

export function start(): void {
  document.querySelectorAll<HTMLElement>("[data-push]").forEach(startOne);
}
