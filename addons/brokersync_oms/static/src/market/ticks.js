/**
 * Prices as whole ticks. An instrument gives `tick_num`, `tick_den` (tick = num / den) and `price_decimals`, the decimals
 * that show every price exactly.
 */

export function toTicks(price, { tick_num, tick_den }) {
    return Math.round((price * tick_den) / tick_num);
}

/** The same calculation as the sidecar's, so that the numbers are equal bit for bit. */
export function toPrice(ticks, { tick_num, tick_den }) {
    return (ticks * tick_num) / tick_den;
}

/** A price with exactly the decimals of its tick; "–" when there is none. */
export function formatPrice(price, { price_decimals }) {
    return price === null || price === undefined ? "–" : price.toFixed(price_decimals).replace("-", "−");
}

/**
 * Read a price someone typed. A comma is refused: it means thousands to some and decimals to others.
 *
 * @returns {number|null} ticks; null when the text is no multiple of the tick
 */
export function parsePrice(text, instrument) {
    const plain = text.trim().replace("−", "-");
    if (!/^-?\d{1,12}(\.\d{0,8})?$/.test(plain)) {
        return null;
    }
    const ticks = (Number(plain) * instrument.tick_den) / instrument.tick_num;
    const nearest = Math.round(ticks);
    return Math.abs(ticks - nearest) <= 1e-9 * Math.max(1, Math.abs(ticks)) ? nearest : null;
}

/**
 * Read a quantity someone typed.
 *
 * @returns {number|null} contracts; null when the text is no positive multiple of the lot
 */
export function parseQty(text, { lot }) {
    const plain = text.trim();
    const qty = Number(plain);
    return /^\d{1,10}$/.test(plain) && qty > 0 && qty % lot === 0 ? qty : null;
}

/** Contracts or money with groups of three digits. */
export function formatNumber(number, decimals = 0) {
    return number
        .toLocaleString("en", { minimumFractionDigits: decimals, maximumFractionDigits: decimals })
        .replace("-", "−");
}
