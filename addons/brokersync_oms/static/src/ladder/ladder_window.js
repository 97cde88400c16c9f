/** Which prices of a ladder are in view: `rows` ticks around `center`, which follows the market until someone scrolls. */
export class LadderWindow {
    constructor() {
        this.rows = 21;
        this.center = null; // tick of the middle row
        this.following = true;
    }

    /** Keep the market in the middle half of the view. It moves only when it must: rows that jump cannot be clicked. */
    follow(ticks) {
        if (ticks !== null && (this.center === null || (this.following && Math.abs(ticks - this.center) > this.rows / 4))) {
            this.center = ticks;
        }
    }

    scroll(steps) {
        if (this.center !== null) {
            this.center += steps;
            this.following = false;
        }
    }

    /** Go back to the market and follow it again. */
    recenter(ticks) {
        this.following = true;
        this.center = ticks ?? this.center;
    }

    /** Ticks in view, highest first. */
    get ticks() {
        if (this.center === null) {
            return [];
        }
        const highest = this.center + Math.floor(this.rows / 2);
        return Array.from({ length: this.rows }, (_, row) => highest - row);
    }

    contains(ticks) {
        return this.center !== null && Math.abs(ticks - this.center) <= Math.floor(this.rows / 2);
    }
}
