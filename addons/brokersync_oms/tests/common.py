import json
import os
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path
from tempfile import mkdtemp
from unittest.mock import patch

from joserfc.jwk import OKPKey

from odoo.addons.brokersync_crm.tests.common import BrokersyncCommon
from odoo.tests import BaseCase
from odoo.tests.common import _super_send


class OmsCommon(BrokersyncCommon):
    """A venue, two instruments, one account for each test firm, a shard `T1` and the user who speaks for it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.venue = cls.env["brokersync.venue"].create({"name": "Test exchange", "mic": "XTST"})
        cls.crude = cls._new_instrument(
            "TCL", "TCL", tick_num=1, tick_den=100, multiplier=1000, negative_price=True
        )
        cls.corn = cls._new_instrument(
            "TZC", "TZC", tick_num=1, tick_den=4, multiplier=50, price_unit="US cents/bu"
        )
        cls.account_a = cls._new_account(cls.firm_a, "TEST-A-01")
        cls.account_b = cls._new_account(cls.firm_b, "TEST-B-01")
        cls.seam = cls.env["brokersync.shard"].with_user(cls.sidecar_user)
        cls.seam.handshake("T1", 1, "journal-1", 0)
        cls.shard = cls.env["brokersync.shard"].search([("code", "=", "T1")])

    def setUp(self):
        super().setUp()
        self.stream = EventStream()

    @classmethod
    def _new_instrument(cls, symbol, product, **values):
        return cls.env["brokersync.instrument"].create(
            {
                "symbol": symbol,
                "name": symbol,
                "product": product,
                "venue_id": cls.venue.id,
                **values,
            }
        )

    @classmethod
    def _new_account(cls, firm, code, **values):
        return cls.env["brokersync.account"].create(
            {"firm_id": firm.id, "code": code, "name": code, **values}
        )

    def new_order(self, user=None, **values):
        """A draft buy of 10 TCL at 61.25, entered by `user` (the client of firm A unless named)."""
        return (
            self.env["brokersync.order"]
            .with_user(user or self.client_a)
            .create(
                {
                    "account_id": self.account_a.id,
                    "instrument_id": self.crude.id,
                    "side": "buy",
                    "order_qty": 10,
                    "price": 61.25,
                    **values,
                }
            )
        )

    def working_order(self, user=None, **values):
        """An order the market has acknowledged, as the sidecar's event says."""
        order = self.new_order(user, **values)
        order.action_submit()
        self.apply(self.stream.accept(order))
        return order

    def apply(self, *events):
        """Hand events to the seam as the sidecar does."""
        return self.seam.apply_events("T1", events[0]["seq"], json.dumps(events))


class EventStream:
    """Makes execution reports as the sidecar would, numbered from 1."""

    def __init__(self):
        self._seq = count(1)
        self._order_id = count(1)
        self._trade_id = count(1)

    def execution(self, **fields):
        seq = next(self._seq)
        event = {
            "type": "execution",
            "seq": seq,
            "ts": time.time_ns(),
            "exec_id": seq,
            "orig_cl_ord_id": "",
            "entered_by": "robot",
            "ord_type": "limit",
            "time_in_force": "day",
            "avg_px": 0,
            "last_qty": 0,
            "last_px": 0,
            "trade_id": 0,
            "liquidity": "",
            "code": "",
            "ord_rej_reason": None,
            "text": "",
            "cum_qty": 0,
            **fields,
        }
        return {"leaves_qty": event["order_qty"] - event["cum_qty"], **event}

    def new(self, account, symbol, side="buy", order_qty=10, price=61.25, cl_ord_id=None, **fields):
        """An order that came to the sidecar without Odoo, acknowledged."""
        order_id = next(self._order_id)
        return self.execution(
            exec_type="new",
            ord_status="new",
            order_id=order_id,
            cl_ord_id=cl_ord_id or f"ws-{order_id}",
            account=account,
            symbol=symbol,
            side=side,
            order_qty=order_qty,
            price=price,
            **fields,
        )

    def accept(self, order):
        """The acknowledgement of an order made in Odoo."""
        return self.new(
            order.account_id.code,
            order.instrument_id.symbol,
            order.side,
            order.order_qty,
            order.price,
            cl_ord_id=order.cl_ord_id,
            entered_by=order.entered_by,
        )

    def after(self, event, **fields):
        """A later report of the same order."""
        keep = (
            "order_id",
            "cl_ord_id",
            "account",
            "symbol",
            "side",
            "order_qty",
            "price",
            "entered_by",
            "cum_qty",
            "avg_px",
            "ord_status",
        )
        return self.execution(**({field: event[field] for field in keep} | fields))

    def fill(self, event, qty, px, trade_id=None, **fields):
        cum = event["cum_qty"] + qty
        avg = (event["avg_px"] * event["cum_qty"] + qty * px) / cum
        status = "filled" if cum == event["order_qty"] else "partially_filled"
        return self.after(
            event,
            exec_type="trade",
            ord_status=status,
            last_qty=qty,
            last_px=px,
            cum_qty=cum,
            avg_px=avg,
            trade_id=trade_id or next(self._trade_id),
            **fields,
        )

    def trade(self, buy, sell, qty, px):
        """Both sides of one fill."""
        trade_id = next(self._trade_id)
        return self.fill(buy, qty, px, trade_id, liquidity="maker"), self.fill(
            sell, qty, px, trade_id, liquidity="taker"
        )

    def canceled(self, event, cl_ord_id, code="USER_CANCEL"):
        return self.after(
            event,
            exec_type="canceled",
            ord_status="canceled",
            cl_ord_id=cl_ord_id,
            orig_cl_ord_id=event["cl_ord_id"],
            leaves_qty=0,
            code=code,
            text="cancelled on request",
        )

    def cancel_reject(self, event, cl_ord_id, code="TOO_LATE", response_to="cancel", **fields):
        return {
            "type": "cancel_reject",
            "seq": next(self._seq),
            "ts": time.time_ns(),
            "cl_ord_id": cl_ord_id,
            "orig_cl_ord_id": event["cl_ord_id"],
            "account": event["account"],
            "symbol": event["symbol"],
            "order_id": event["order_id"],
            "ord_status": event["ord_status"],
            "response_to": response_to,
            "cxl_rej_reason": 0,
            "code": code,
            "text": "too late: the order is already closed",
            **fields,
        }


class LoopbackSidecar:
    """A small real HTTP server in the sidecar's place: answers as told, remembers what was asked."""

    def __init__(self):
        self.answers = []
        self.requests = []
        self.served = {}
        stub = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                stub.requests.append(
                    (
                        self.path,
                        json.loads(body),
                        self.headers["Authorization"].removeprefix("Bearer "),
                    )
                )
                status, answer, headers = (
                    stub.answers.pop(0) if stub.answers else (201, {"type": "execution"}, {})
                )
                payload = json.dumps(answer).encode()
                self.send_response(status)
                for name, value in {
                    "Content-Type": "application/json",
                    "Content-Length": str(len(payload)),
                    **headers,
                }.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(payload)

            def do_GET(self):
                found = stub.served.get(self.path.partition("?")[0])
                payload = json.dumps(found or {"code": "UNKNOWN", "detail": "not here"}).encode()
                self.send_response(200 if found else 404)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(payload)))
                self.end_headers()
                self.wfile.write(payload)

            def log_message(self, *_args):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def will_answer(self, status, body, **headers):
        self.answers.append((status, body, headers))

    def serve(self, path, body):
        """What every GET of `path` gives from now on; None: it is unknown."""
        self.served[path] = body

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class SidecarEnvironment(BaseCase):
    """Mixin: a signing key and a loopback sidecar, named in the environment as in production."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.signing_key = OKPKey.generate_key("Ed25519")
        key_file = Path(mkdtemp()) / "token.pem"
        key_file.write_bytes(cls.signing_key.as_pem(private=True))
        cls.sidecar = LoopbackSidecar()
        cls.addClassCleanup(cls.sidecar.close)
        cls.startClassPatcher(
            patch.dict(
                os.environ,
                {
                    "BROKERSYNC_TOKEN_KEY_FILE": str(key_file),
                    "BROKERSYNC_SIDECAR_URL": cls.sidecar.url,
                    "BROKERSYNC_SIDECAR_WS_URL": "ws://127.0.0.1:9/v1/ws",
                },
            )
        )

    @classmethod
    def _request_handler(cls, session, request, /, **kwargs):
        """Odoo's own cannot take a pair as time limit."""
        if request.url.startswith("http://127.0.0.1:"):
            return _super_send(session, request, **kwargs)
        return super()._request_handler(session, request, **kwargs)

    def set_variable(self, name, value):
        """For the rest of this test."""
        self.startPatcher(patch.dict(os.environ, {name: value}))
