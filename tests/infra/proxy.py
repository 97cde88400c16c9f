"""The committed proxy configuration, running in front of a test stack."""

import datetime as dt
import shutil
import string
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tools import ports
from tools.settings import REPO, Settings

TEMPLATE = REPO / "config/proxy/default.conf.template"
# What the nginx image has around the template, without its paths that need root.
AROUND = """
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 512; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/default.conf;
}}
"""


@contextmanager
def running(program: Path, stack: Settings, folder: Path) -> Iterator[tuple[int, int]]:
    """The proxy's HTTP and HTTPS ports while it runs."""
    http_port, https_port = ports.pick(2)
    write_certificate(folder)
    host = stack.reachable_host
    values = {
        "ODOO": f"{host}:{stack.odoo_port}",
        "ODOO_BUS": f"{host}:{stack.odoo_port}",  # without workers the bus has no port of its own
        "SIDECAR": f"{host}:{stack.sidecar_port}",
        "SIDECAR_WS": f"{host}:{stack.sidecar_ws_port}",
        "PROXY_HTTP_PORT": f"127.0.0.1:{http_port}",
        "PROXY_HTTPS_PORT": f"127.0.0.1:{https_port}",
        "TLS_CERTIFICATE": str(folder / "certificate.pem"),
        "TLS_KEY": str(folder / "key.pem"),
    }
    (folder / "default.conf").write_text(substitute(TEMPLATE.read_text(), values))
    (folder / "nginx.conf").write_text(AROUND.format(folder=folder))
    command = [str(program), "-p", str(folder), "-c", str(folder / "nginx.conf")]
    subprocess.run([*command, "-t"], check=True, capture_output=True)
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        while ports.is_free("127.0.0.1", https_port):
            assert process.poll() is None, (folder / "error.log").read_text()
            time.sleep(0.05)
        yield http_port, https_port
    finally:
        process.terminate()
        process.wait(60)
        shutil.rmtree(folder / "body", ignore_errors=True)


def substitute(text: str, values: dict[str, str]) -> str:
    """As the nginx image does: only ${names} from the environment, nginx's own $names stay."""

    class Braced(string.Template):
        pattern = r"\$\{(?P<braced>[A-Z_]+)\}|(?P<escaped>(?!))|(?P<named>(?!))|(?P<invalid>(?!))"  # type: ignore[assignment]

    return Braced(text).substitute(values)


def write_certificate(folder: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(minutes=5))
        .not_valid_after(now + dt.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    (folder / "certificate.pem").write_bytes(certificate.public_bytes(pem))
    (folder / "key.pem").write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
