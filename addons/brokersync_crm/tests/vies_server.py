"""A VAT register on loopback: it speaks SOAP over HTTP as the real one does, and answers what a test tells it to."""

import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

ENVELOPE = """<?xml version="1.0" encoding="UTF-8"?>%s
<env:Envelope xmlns:env="http://schemas.xmlsoap.org/soap/envelope/"><env:Header/><env:Body>%s</env:Body></env:Envelope>"""

# As recorded from the service, with an invented company.
REGISTERED = """<ns2:checkVatResponse xmlns:ns2="urn:ec.europa.eu:taxud:vies:services:checkVat:types">
<ns2:countryCode>DE</ns2:countryCode><ns2:vatNumber>136695976</ns2:vatNumber>
<ns2:requestDate>2026-03-02+01:00</ns2:requestDate><ns2:valid>true</ns2:valid>
<ns2:name>ALPHA GRAIN GMBH</ns2:name><ns2:address>HAFENSTRASSE 7
20457 HAMBURG</ns2:address></ns2:checkVatResponse>"""
UNKNOWN = (
    REGISTERED.replace("true", "false")
    .replace("ALPHA GRAIN GMBH", "---")
    .replace("HAFENSTRASSE 7\n20457 HAMBURG", "---")
)
FAULT = "<env:Fault><faultcode>env:Server</faultcode><faultstring>%s</faultstring></env:Fault>"


class ViesServer:
    """`answers` is a list of (status, body, seconds to wait), used one by one, the last one for good."""

    def __init__(self):
        self.answers = [answer(REGISTERED)]
        self.questions = []
        vies = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                vies.questions.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
                status, body, wait = vies.answers[0]
                if len(vies.answers) > 1:
                    vies.answers.pop(0)
                time.sleep(wait)
                self.send_response(status)
                self.send_header("Content-Type", "text/xml; charset=utf-8")
                if status == 302:
                    self.send_header("Location", "http://127.0.0.1:9/")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_args):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}/checkVatService"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self):
        self._server.shutdown()
        self._server.server_close()


def answer(body, *, status=200, before="", wait=0):
    return status, (ENVELOPE % (before, body)).encode(), wait


def fault(reason):
    return answer(FAULT % reason, status=500)
