"""What a subscriber keeps, written independently of the product's client."""

from __future__ import annotations

from zlib import crc32

from matching_sidecar.tests.running import Socket


class Copy:
    """A client's copy of a book: snapshot, then deltas; each checksum is checked by its definition."""

    def __init__(self, depth: int = 10) -> None:
        self.depth = min(depth, 10)
        self.sides: dict[str, dict[float, list]] = {}
        self.seq = -1
        self.tick = 1.0

    def take(self, message: dict) -> None:
        if message["type"] == "book":
            self.sides = {"bids": {}, "asks": {}}
            self.tick = message["tick_num"] / message["tick_den"]
        else:
            assert message["prev_seq"] == self.seq, "a gap"
        self.seq = message["seq"]
        for name, levels in self.sides.items():
            for price, qty, orders in message[name]:
                if qty:
                    levels[price] = [price, qty, orders]
                else:
                    levels.pop(price, None)  # perhaps it came and went within one update
        assert message["checksum"] == self.checksum()

    def view(self) -> dict:
        bids, asks = self.sides["bids"], self.sides["asks"]
        return {
            "bids": [bids[price] for price in sorted(bids, reverse=True)],
            "asks": [asks[price] for price in sorted(asks)],
        }

    def checksum(self) -> int:
        sides = self.view().values()
        texts = (
            ",".join(
                f"{round(price / self.tick)}:{qty}" for price, qty, _orders in levels[: self.depth]
            )
            for levels in sides
        )
        return crc32("|".join(texts).encode())


def subscribe(socket: Socket, channel: str, *symbols: str, **options: object) -> list[dict]:
    socket.send({"op": "subscribe", "channel": channel, "symbols": list(symbols), **options})
    return socket.sync()
