const REMEMBERED = 100;

/**
 * Commands this screen has sent, and what became of them. A command is `sending` until its answer comes, then `answered`
 * (with the latest `report` of the order), `refused`, or `unknown` when the connection was lost before the answer: the same
 * command may then be sent again, the sidecar takes a client order id only once. `code` and `text` are the sidecar's where
 * something was refused or ended, `reason` is what people read of it.
 */
export class Commands {
    constructor() {
        this.latest = null;
        this._byId = new Map();
    }

    /** A new command's entry; `order` is the order it cancels, or null. */
    begin(message, order = null) {
        const command = { message, order, state: "sending", report: null, code: "", text: "", reason: "" };
        this._byId.set(message.cl_ord_id, command);
        this.latest = command;
        if (this._byId.size > REMEMBERED) {
            this._byId.delete(this._byId.keys().next().value);
        }
        return command;
    }

    /** Take an `execution`, `cancel_reject` or `error`; gives the command it answers, or null. */
    answer(message) {
        const command = this._byId.get(message.cl_ord_id);
        if (!command || (message.account && message.account !== command.message.account)) {
            return null;
        }
        Object.assign(command, { code: message.code, text: message.text, reason: "" });
        if (message.type === "execution" && message.exec_type !== "rejected") {
            Object.assign(command, { state: "answered", report: message });
        } else {
            command.state = "refused";
        }
        return command;
    }

    /** The connection was lost: nobody knows what became of commands without an answer. */
    lost() {
        for (const command of this._byId.values()) {
            if (command.state === "sending") {
                command.state = "unknown";
            }
        }
    }

    /** Whether something waits for its answer. */
    get waiting() {
        return [...this._byId.values()].some((command) => command.state === "sending");
    }

    /** Whether a cancel of this order waits for its answer. */
    isCanceling({ order_id }) {
        return [...this._byId.values()].some(
            (command) => command.state === "sending" && command.order?.order_id === order_id
        );
    }
}

/** A client order id (FIX 11) nobody has used: time and 40 random bits. Works without a secure context too. */
export function newClientOrderId() {
    const random = crypto.getRandomValues(new Uint8Array(5));
    const tail = Array.from(random, (byte) => byte.toString(16).padStart(2, "0")).join("");
    return `W-${Date.now().toString(36)}-${tail}`.toUpperCase();
}
