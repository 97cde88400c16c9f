import { onMounted, onWillDestroy, useComponent, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { rpc, RPCError } from "@web/core/network/rpc";
import { useService } from "@web/core/utils/hooks";
import { Market } from "./market.js";
import { Refused } from "./market_client.js";

const RENDER_EVERY = 100; // milliseconds: nobody reads faster, and a busy market must not starve the clicks
const RELOAD_EVERY = 1000;
const NOTICE = "brokersync_oms/orders"; // Odoo has applied events of orders this user may see

/**
 * The market for a screen: loads instruments and accounts from Odoo, connects to the sidecar, renders the component when
 * something changed, and disconnects with it.
 *
 * @param {{symbol?: string}} wish the instrument to begin with
 * @returns `screen`: `phase` ("loading", "failed" with `reason`, or "ready"), `instruments`, `accounts`, the chosen
 *     `instrument` and `account`, the ticket's `draft`, and the `market`
 */
export function useMarket(wish = {}) {
    const changed = useThrottledRender();
    const market = new Market({
        fetchToken: () => call("/brokersync/token"),
        fetchStanding: (account) => call("/brokersync/market/standing", { account }),
        fetchReason: (refusal) => call("/brokersync/market/reason", refusal),
        onChange: changed,
    });
    const screen = useState({
        phase: "loading",
        reason: "",
        instruments: [],
        accounts: [],
        instrument: null,
        account: null,
        draft: { qty: "1", price: "", ordType: "limit", timeInForce: "day" },
        load,
        choose,
        useAccount,
    });

    async function load() {
        screen.phase = "loading";
        try {
            Object.assign(screen, await call("/brokersync/market"));
        } catch (error) {
            Object.assign(screen, { phase: "failed", reason: error instanceof Refused ? error.message : "" });
            return;
        }
        screen.phase = "ready";
        if (screen.instruments.length) {
            choose(screen.instruments.find(({ symbol }) => symbol === wish.symbol) ?? screen.instruments[0]);
            if (screen.accounts.length) {
                useAccount(screen.accounts[0].code);
            }
            market.start(screen.instruments.map(({ symbol }) => symbol));
        }
    }
    function choose(instrument) {
        screen.instrument = instrument;
        screen.draft.price = "";
        screen.draft.qty = String(instrument.lot);
        market.watch(instrument.symbol);
    }
    function useAccount(code) {
        screen.account = code;
        market.useAccount(code);
    }

    useNotices(() => market.reloadStanding());
    onMounted(load);
    onWillDestroy(() => market.stop());
    return { screen, market };
}

/** Call a route of Odoo; what Odoo refuses in words is thrown as `Refused`. */
async function call(url, params = {}) {
    try {
        return await rpc(url, params, { silent: true });
    } catch (error) {
        throw error instanceof RPCError ? new Refused(error.data?.message ?? error.message) : error;
    }
}

function useThrottledRender() {
    const component = useComponent();
    let timer = null;
    onWillDestroy(() => browser.clearTimeout(timer));
    return () => {
        timer ??= browser.setTimeout(() => {
            timer = null;
            component.render(true);
        }, RENDER_EVERY);
    };
}

function useNotices(callback) {
    const bus = useService("bus_service");
    let timer = null;
    const onNotice = () => {
        timer ??= browser.setTimeout(() => {
            timer = null;
            callback();
        }, RELOAD_EVERY);
    };
    bus.subscribe(NOTICE, onNotice);
    bus.start();
    onWillDestroy(() => {
        bus.unsubscribe(NOTICE, onNotice);
        browser.clearTimeout(timer);
    });
}
