"""The OpenAPI document as committed, and its interactive page, which needs no other file and no other host."""

import base64
import hashlib
from functools import cache
from importlib.resources import files

from aws_lambda_powertools.event_handler import Response

from factcheck.api.routes import HTML, JSON

_DAY = "public, max-age=3600"


@cache
def openapi_text() -> str:
    """The document that `python -m factcheck.api.openapi` wrote."""
    return (files("factcheck.api") / "openapi.json").read_text("utf-8")


def openapi_answer() -> Response[str]:
    """GET /openapi.json."""
    return Response(200, JSON, openapi_text(), {"Cache-Control": _DAY})


def docs_answer() -> Response[str]:
    """GET /docs. Compressed where the caller takes it: the page is 1.7 MB, most of it Swagger UI."""
    page, policy = _docs_page()
    headers = {"Cache-Control": _DAY, "Content-Security-Policy": policy, "Referrer-Policy": "no-referrer"}
    return Response(200, f"{HTML}; charset=utf-8", page, headers, compress=True)


@cache
def _docs_page() -> tuple[str, str]:
    # Powertools ships Swagger UI inside its package; its own page generator asks for a document that depends on the
    # query string, which a page without other files does not need.
    bundle = files("aws_lambda_powertools.event_handler.openapi.swagger_ui")
    script = (bundle / "swagger-ui-bundle.min.js").read_text("utf-8").replace("</script", "<\\/script")
    style = (bundle / "swagger-ui.min.css").read_text("utf-8")
    # "<" may not stand in a script element as it is: "</script>" in a description would end it.
    document = openapi_text().replace("<", "\\u003c")
    start = (
        f"SwaggerUIBundle({{dom_id:'#docs',spec:{document},docExpansion:'list',deepLinking:true,"
        "presets:[SwaggerUIBundle.presets.apis],layout:'BaseLayout',validatorUrl:null});"
    )
    page = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Fact-check API</title>'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f'<style>{style}</style></head><body><div id="docs"></div>'
        f"<script>{script}</script><script>{start}</script></body></html>"
    )
    # Swagger UI sets style attributes and shows its icons from data: addresses; scripts are these two and no other.
    policy = (
        f"default-src 'none'; script-src '{_digest(script)}' '{_digest(start)}'; style-src 'unsafe-inline'; "
        "img-src data:; font-src data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    return page, policy


def _digest(source: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()
