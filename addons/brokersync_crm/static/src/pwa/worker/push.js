/* Push messages: {title, options}, as the push channel of notifications sends them. */

self.addEventListener("push", (event) => {
    const { title, options } = event.data.json();
    event.waitUntil(self.registration.showNotification(title, options));
});

self.addEventListener("notificationclick", (event) => {
    event.notification.close();
    event.waitUntil(openPage(event.notification.data?.url));
});

/** Bring an open window of the portal to this page, or open one. Whatever a message says, it is a page of this server. */
async function openPage(path) {
    const url = new URL(path || "/my/notifications", self.location.origin);
    const page = url.origin === self.location.origin ? url.href : "/my/notifications";
    const [open] = await self.clients.matchAll({ type: "window" });
    if (open) {
        await open.focus();
        return open.navigate(page);
    }
    return self.clients.openWindow(page);
}
