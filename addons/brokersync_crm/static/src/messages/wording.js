import { _t } from "@web/core/l10n/translation";
import { deserializeDateTime, formatDateTime } from "@web/core/l10n/dates";

const { DateTime } = luxon;

/** How each channel is called and drawn, and what its button says. */
export const CHANNELS = {
    in_app: { label: _t("In-app"), icon: "fa-comment-o", send: _t("Send message") },
    email: { label: _t("E-mail"), icon: "fa-envelope-o", send: _t("Send e-mail") },
    sms: { label: _t("SMS"), icon: "fa-mobile", send: _t("Send SMS") },
    push: { label: _t("Push"), icon: "fa-bell-o" },
    webhook: { label: _t("Webhook"), icon: "fa-plug" },
    call: { label: _t("Call"), icon: "fa-phone" },
};

/** What became of a message. */
export const STATES = {
    sent: { label: _t("Sent"), icon: "fa-check" },
    delivered: { label: _t("Delivered"), icon: "fa-check-circle-o" },
    read: { label: _t("Read"), icon: "fa-eye" },
    failed: { label: _t("Not delivered"), icon: "fa-exclamation-triangle" },
};

/** The time of today, else the day, of a server's `YYYY-MM-DD HH:MM:SS`; nothing where nothing was said yet. */
export function shortTime(value) {
    if (!value) {
        return "";
    }
    const time = deserializeDateTime(value);
    return time.hasSame(DateTime.now(), "day") ? time.toFormat("HH:mm") : time.toFormat("d LLL");
}

export function longTime(value) {
    return formatDateTime(deserializeDateTime(value));
}
