/**
 * Fetches a part of a page again whenever that is asked for: one fetch at a time, for an answer that comes after that of a
 * later fetch would put older data on the page; and `pause` milliseconds from one to the next. Asked for meanwhile, it fetches
 * once more.
 */
export class Refresher {
    /**
     * @param {() => Promise} fetch
     * @param {number} pause
     */
    constructor(fetch, pause) {
        this._fetch = fetch;
        this._pause = pause;
        this._wanted = false;
        this._busy = false;
        this._timer = null;
    }

    request() {
        this._wanted = true;
        this._next();
    }

    stop() {
        clearTimeout(this._timer);
        this._wanted = false;
    }

    async _next() {
        if (!this._wanted || this._busy || this._timer) {
            return;
        }
        this._wanted = false;
        this._busy = true;
        this._timer = setTimeout(() => {
            this._timer = null;
            this._next();
        }, this._pause);
        try {
            await this._fetch();
        } finally {
            this._busy = false;
            this._next();
        }
    }
}

/** This page as the server would show it now; null when it does not answer. */
export async function fetchPage() {
    try {
        const response = await fetch(location.href, { headers: { Accept: "text/html" } });
        return response.ok ? new DOMParser().parseFromString(await response.text(), "text/html") : null;
    } catch {
        return null; // no network, or somebody has left the page
    }
}
