from odoo.http import content_disposition, request


def download(content, mimetype, name):
    """Response with a file that is kept by the browser as a file: never shown inside a page, never in a cache.

    :param content: bytes
    """
    return request.make_response(
        content,
        [
            ("Content-Type", mimetype),
            ("Content-Length", len(content)),
            ("Content-Disposition", content_disposition(name)),
            ("Content-Security-Policy", "sandbox; default-src 'none'"),
            ("X-Content-Type-Options", "nosniff"),
            ("Cache-Control", "no-store, private"),
        ],
    )
