/* The portal's service worker, served as /brokersync/service-worker.js: all files of this folder, in order of their names,
 * after a line `const VERSION = "…";` that changes with any of them. This file keeps the shell: what has no person in it.
 * Pages below /my and answers of the API are never kept; without a network a page in their place says so. */
/* global VERSION */
const SHELL = `brokersync-shell-${VERSION}`;
const OFFLINE = "/brokersync/offline";
const PRECACHED = [OFFLINE, "/brokersync_crm/static/src/pwa/icons/any-192.png"];
// Scripts and styles whose address changes with their content, and files that come with the addons.
const KEPT = [/^\/web\/assets\/[0-9a-f]+\//, /^\/[a-z_]+\/static\//];
const LIMIT = 80;

self.addEventListener("install", (event) => {
    event.waitUntil(caches.open(SHELL).then((shell) => shell.addAll(PRECACHED)));
    self.skipWaiting();
});

self.addEventListener("activate", (event) => {
    event.waitUntil(
        (async () => {
            const names = await caches.keys();
            await Promise.all(names.filter((name) => name !== SHELL).map((name) => caches.delete(name)));
            await self.clients.claim();
        })()
    );
});

self.addEventListener("message", (event) => {
    if (event.data === "forget") {
        event.waitUntil(forget());
    }
});

self.addEventListener("fetch", (event) => {
    const { request } = event;
    const url = new URL(request.url);
    if (request.method !== "GET" || url.origin !== self.location.origin) {
        return;
    }
    if (request.mode === "navigate") {
        event.respondWith(fetch(request).catch(async () => (await caches.match(OFFLINE)) ?? Response.error()));
    } else if (KEPT.some((pattern) => pattern.test(url.pathname))) {
        event.respondWith(kept(request));
    }
});

async function kept(request) {
    const shell = await caches.open(SHELL);
    const found = await shell.match(request);
    if (found) {
        return found;
    }
    const response = await fetch(request);
    if (response.ok && response.type === "basic") {
        await shell.put(request, response.clone());
        await trim(shell);
    }
    return response;
}

/** Drop the oldest beyond the limit; what was precached came first and stays. */
async function trim(shell) {
    const requests = await shell.keys();
    const extra = requests.slice(PRECACHED.length, Math.max(PRECACHED.length, requests.length - LIMIT));
    await Promise.all(extra.map((request) => shell.delete(request)));
}

/** At logout: everything but the page that says there is no network. */
async function forget() {
    const shell = await caches.open(SHELL);
    const requests = await shell.keys();
    await Promise.all(requests.slice(PRECACHED.length).map((request) => shell.delete(request)));
}
