"""The web wired together: one place that knows settings, store, jobs, routes and policies."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request, Response
from starlette.middleware.trustedhost import TrustedHostMiddleware

from api.errors import add_handlers
from api.jobs import JobPool
from api.routes import jobs, pages, studies
from api.settings import Settings, prepare_home
from api.store.repository import open_store
from api.use_cases.opening import DEMO, program_version

# Everything from this server, nothing from elsewhere; the map is framed with its own policy.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; frame-src 'self'; frame-ancestors 'none'; "
    "base-uri 'none'; form-action 'self'"
)
HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
}


def create_app(settings: Settings, *, start_demo: bool = False) -> FastAPI:
    """Make the application.

    Parameters
    ----------
    settings : Settings
        Where things are kept and which host names are answered.
    start_demo : bool
        Start making the demo's dossier when the server starts.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        prepare_home(settings)
        app.state.settings = settings
        app.state.engine = open_store(settings.database)
        app.state.jobs = JobPool(settings, app.state.engine)
        if start_demo:
            app.state.jobs.start_dossier(DEMO, "fr")
        try:
            yield
        finally:
            app.state.jobs.close()
            app.state.engine.dispose()

    app = FastAPI(
        title="Vigie",
        version=program_version().split()[1],
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
    )
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=list(settings.hosts))
    app.middleware("http")(_guard)
    add_handlers(app)
    for room in (studies, jobs, pages):
        app.include_router(room.router)
    return app


async def _guard(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
    """Refuse changes asked from another site, and set the policies on every answer."""
    site = request.headers.get("sec-fetch-site", "same-origin")
    if request.method not in {"GET", "HEAD", "OPTIONS"} and site not in {"same-origin", "none"}:
        response = Response(status_code=403)
    else:
        response = await call_next(request)
    response.headers.setdefault("content-security-policy", POLICY)
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    return response
