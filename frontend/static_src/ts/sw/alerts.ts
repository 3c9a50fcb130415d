// Alerts: a push becomes a notification, a tap on it opens its page.

import { site } from "./site";

declare const self: ServiceWorkerGlobalScope;

type Alert = { title?: string; body?: string; url?: string; lang?: string; dir?: NotificationDirection; tag?: string };

export function showAlerts(): void {
  self.addEventListener("push", (event) => {
    let alert: Alert = {};
    try {
      alert = (event.data?.json() as Alert | null) ?? {};
    } catch {
      // A push that cannot be read must still show something: browsers take the permission away otherwise.
    }
    event.waitUntil(
      self.registration.showNotification(alert.title || "Corridor", {
        body: alert.body,
        lang: alert.lang,
        dir: alert.dir ?? "auto",
        tag: alert.tag,
        icon: site.icon,
        data: { url: alert.url ?? "/" },
      }),
    );
  });

  self.addEventListener("notificationclick", (event) => {
    event.notification.close();
    const wanted = new URL((event.notification.data as { url?: string } | null)?.url ?? "/", self.location.origin);
    const target = wanted.origin === self.location.origin ? wanted.href : self.location.origin;
    const open = async (): Promise<void> => {
      const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
      const here = windows.find((client) => client.url === target);
      await (here ? here.focus() : self.clients.openWindow(target));
    };
    event.waitUntil(open());
  });
}
