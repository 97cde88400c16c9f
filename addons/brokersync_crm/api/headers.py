"""Headers of every answer, and which web pages of other origins may call."""

SECURITY = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}

CORS_PARAMETER = "brokersync_api.cors_origins"

_ALLOWED = "Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, X-Request-Id"
_EXPOSED = (
    "Deprecation, ETag, Idempotency-Replayed, Link, Location, RateLimit, RateLimit-Policy, Retry-After, Sunset, "
    "WWW-Authenticate, X-Request-Id"
)


def cors(env, origin):
    """CORS headers for a page of `origin`: none, unless an administrator listed it.

    The list is the system parameter `brokersync_api.cors_origins`: whole origins with spaces between. Cookies are never
    allowed: the API does not read them.
    """
    if not origin:
        return {}
    allowed = (env["ir.config_parameter"].sudo().get_param(CORS_PARAMETER) or "").split()
    if origin not in allowed:
        return {"Vary": "Origin"}
    return {
        "Vary": "Origin",
        "Access-Control-Allow-Origin": origin,
        "Access-Control-Expose-Headers": _EXPOSED,
    }


def preflight(env, origin):
    """Answer to a browser that asks before it sends, or {} when the page may not."""
    headers = cors(env, origin)
    if "Access-Control-Allow-Origin" not in headers:
        return {}
    return headers | {
        "Access-Control-Allow-Methods": "GET, POST, PUT, PATCH, DELETE",
        "Access-Control-Allow-Headers": _ALLOWED,
        "Access-Control-Max-Age": "600",
    }
