"""The addresses of the app: its page, and JSON that the page asks for."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from serai.app.crisis import Form, begun_by, choices, map_of, posts_of
from serai.app.downloads import data_xlsx, report_of, scenario_xlsx
from serai.app.guard import MAX_UPLOAD_BYTES, Guard, Rules, refused
from serai.app.jobs import OUR_FAULT, BusyError, Job
from serai.app.studio import MOST_NAME, Studio, UnknownError
from serai.app.updates import NewFigures
from serai.errors import ScenarioError, SeraiError, StoreError
from serai.problems import Problem, fault_lines, is_shortened
from serai.report.page import built
from serai.report.words import languages, page_languages, period_in_words
from serai.scenario.read.csv import SentTable
from serai.scenario.read.load import builtin_names, load_builtin

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
STATIC = {"app.js": "text/javascript", "app.css": "text/css", "shapes.json": "application/json"}
SHELL = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Serai</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/static/app.css">
</head>
<body>
<noscript>This page needs JavaScript. Reports that `serai report` writes can be read without.</noscript>
<div id="page"></div>
<script src="/static/app.js" defer></script>
</body>
</html>
"""

Answer = Callable[[Studio, Request], Awaitable[Response]]


def make_app(studio: Studio, rules: Rules) -> Starlette:
    """The app around a studio.

    Parameters
    ----------
    studio : Studio
    rules : Rules
        Who is let in.
    """
    routes = [
        Route("/", _shell),
        Route("/static/{name}", _static),
        *(Route(path, _answering(studio, answer), methods=[method]) for method, path, answer in API),
    ]
    handlers: Any = {HTTPException: _http_error, SeraiError: _error, OSError: _disk_error, Exception: _our_fault}
    return Starlette(routes=routes, exception_handlers=handlers, middleware=[Middleware(Guard, rules=rules)])


def _answering(studio: Studio, answer: Answer) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        return await answer(studio, request)

    return endpoint


async def _shell(_: Request) -> Response:
    return HTMLResponse(SHELL)


async def _static(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in STATIC:
        raise HTTPException(404, "there is no such file")
    return Response(built(name), media_type=STATIC[name])


async def _http_error(_: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    detail = error.detail if isinstance(error, HTTPException) else ""
    return refused(status, {404: "there is nothing here", 405: "this cannot be done here"}.get(status, detail))


async def _error(_: Request, error: Exception) -> Response:
    """What the library refuses, in its own words; faults of a scenario one by one, with where each stands."""
    if isinstance(error, ScenarioError):
        return JSONResponse({"message": error.heading, **problems_json(error.located)}, status_code=422)
    statuses = ((UnknownError, 404), (BusyError, 429), (StoreError, 507))
    return refused(next((status for kind, status in statuses if isinstance(error, kind)), 422), str(error))


async def _disk_error(_: Request, error: Exception) -> Response:
    reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
    return refused(507, f"the server cannot read or write: {reason.lower()}")


async def _our_fault(_: Request, error: Exception) -> Response:
    return refused(500, OUR_FAULT)


def problems_json(problems: Sequence[Problem]) -> dict[str, list[dict[str, str]]]:
    """Problems as JSON, with the location of each, and `each` of them if they are many."""

    def apart(problem: Problem) -> dict[str, str]:
        return {"where": problem.where, "text": problem.text}

    lines = fault_lines(problems)
    each = problems if is_shortened(lines, problems) else ()
    return {"problems": [apart(line.problem) for line in lines], "each": [apart(problem) for problem in each]}


# What is asked for ----------------------------------------------------------------------------------------------------


async def _json(request: Request) -> dict[str, Any]:
    try:
        given = json.loads(await request.body() or b"{}")
    except (ValueError, RecursionError):
        raise HTTPException(400, "what was sent is not JSON") from None
    if not isinstance(given, dict):
        raise HTTPException(400, "what was sent is not a JSON object")
    return given


def _text(given: dict[str, Any], name: str) -> str:
    value = given.get(name, "")
    if not isinstance(value, str):
        raise HTTPException(400, f"{name} must be a text")
    return value


async def _start(_: Studio, request: Request) -> Response:
    scenarios = await run_in_threadpool(_builtins)
    given = {"languages": page_languages(), "scenarios": scenarios, "most_bytes": MAX_UPLOAD_BYTES}
    return JSONResponse(given)


def _builtins() -> list[dict[str, Any]]:
    """Names and titles, and by language the days that they cover."""
    result = [load_builtin(name) for name in builtin_names()]
    return [
        {
            "name": scenario.name,
            "title": scenario.title or scenario.name,
            "period": {
                code: period_in_words(scenario.start, scenario.end - timedelta(days=1), code) for code in languages()
            },
        }
        for scenario in result
    ]


async def _state(studio: Studio, request: Request) -> Response:
    return JSONResponse(studio.state())


async def _open(studio: Studio, request: Request) -> Response:
    name = _text(await _json(request), "name")
    scenario = await run_in_threadpool(studio.builtin, name)
    return _job(studio, await run_in_threadpool(studio.open_scenario, scenario), 202)


async def _upload(studio: Studio, request: Request) -> Response:
    with studio.receiving():
        content = await request.body()
        name = request.query_params.get("name", "scenario.xlsx")
        return _job(studio, await run_in_threadpool(studio.upload, name, content), 202)


async def _new_choices(_: Studio, request: Request) -> Response:
    return JSONResponse(await run_in_threadpool(choices))


async def _new_map(_: Studio, request: Request) -> Response:
    given = request.query_params
    return JSONResponse(await run_in_threadpool(map_of, given.get("from", ""), given.getlist("to")))


async def _new_posts(_: Studio, request: Request) -> Response:
    name = request.query_params.get("name", "posts.csv")
    return JSONResponse({"posts": await run_in_threadpool(posts_of, name, await request.body())})


async def _new(studio: Studio, request: Request) -> Response:
    form = _form(await _json(request))
    with studio.receiving():
        begun = await run_in_threadpool(begun_by, form)
        return _job(studio, await run_in_threadpool(studio.open_scenario, begun.scenario, begun), 202)


def _form(given: dict[str, Any]) -> Form:
    goals, posts = given.get("to", []), given.get("posts", [])
    if not isinstance(goals, list) or not isinstance(posts, list) or not all(isinstance(post, dict) for post in posts):
        raise HTTPException(400, "to must be a list of texts, and posts a list of objects")
    cells = ("event", "expect", "expect_low", "expect_high", "peak_days", "kit")
    texts = [_text({"to": goal}, "to") for goal in goals]
    rows = [{name: _text(post, name) for name in post} for post in posts]
    return Form(
        _text(given, "from"), tuple(filter(str.strip, texts)), {name: _text(given, name) for name in cells}, rows
    )


async def _try(studio: Studio, request: Request) -> Response:
    given = await _json(request)
    changes, measures = given.get("changes", {}), given.get("measures", [])
    if not isinstance(changes, dict) or not isinstance(measures, list) or not all(isinstance(m, str) for m in measures):
        raise HTTPException(400, "changes must be an object, and measures a list of names")
    variant = await run_in_threadpool(studio.variant, changes, measures)
    return _job(studio, studio.try_out(variant), 202)


async def _take_in(studio: Studio, request: Request) -> Response:
    given = request.query_params
    with studio.receiving():
        content = await request.body()
        table = SentTable(given.get("name", "")[:MOST_NAME] or "new figures", content) if content.strip() else None
        as_of, horizon, draws = (given.get(name, "") for name in ("as_of", "horizon", "draws"))
        left, kept = (tuple(given.getlist(name)) for name in ("leave_out", "keep"))
        form = NewFigures(table, as_of, horizon, draws, left, kept)
        return _job(studio, await run_in_threadpool(studio.take_in, form), 202)


async def _forget_update(studio: Studio, request: Request) -> Response:
    studio.forget_update()
    return JSONResponse(studio.state())


async def _job_state(studio: Studio, request: Request) -> Response:
    return _job(studio, _known(studio.jobs.get(request.path_params["id"])))


async def _cancel(studio: Studio, request: Request) -> Response:
    return _job(studio, _known(studio.jobs.cancel(request.path_params["id"])))


def _known(job: Job | None) -> Job:
    if job is None:
        raise UnknownError("this run is no longer stored")
    return job


def _job(studio: Studio, job: Job, status: int = 200) -> Response:
    given = {
        "id": job.id, "state": job.state, "before": studio.jobs.before(job), "done": job.done, "total": job.total,
        **problems_json(job.problems), "rows": job.rows, "result": job.result if job.state == "done" else None,
    }  # fmt: skip
    return JSONResponse(given, status_code=status)


def _key(request: Request) -> str:
    """The key of a run; the base is called `base` in addresses."""
    key: str = request.path_params["key"]
    return "" if key == "base" else key


async def _page(studio: Studio, request: Request) -> Response:
    packed = studio.tried(_key(request)).page
    return Response(packed, media_type="application/json", headers={"content-encoding": "gzip"})


async def _compare(studio: Studio, request: Request) -> Response:
    return JSONResponse(await run_in_threadpool(studio.compared, _key(request)))


async def _compare_draws(studio: Studio, request: Request) -> Response:
    return _job(studio, studio.compare_draws(), 202)


async def _keep(studio: Studio, request: Request) -> Response:
    studio.keep(_key(request), _text(await _json(request), "name"))
    return JSONResponse(studio.state())


async def _drop(studio: Studio, request: Request) -> Response:
    studio.drop(_key(request))
    return JSONResponse(studio.state())


# Downloads ------------------------------------------------------------------------------------------------------------


def _file(content: bytes, name: str, media_type: str) -> Response:
    disposition = f"attachment; filename*=UTF-8''{quote(name)}"
    return Response(content, media_type=media_type, headers={"content-disposition": disposition})


async def _builtin_workbook(studio: Studio, request: Request) -> Response:
    scenario = await run_in_threadpool(studio.builtin, request.path_params["name"])
    return _file(await run_in_threadpool(scenario_xlsx, scenario), f"{scenario.name}.xlsx", XLSX)


async def _scenario(studio: Studio, request: Request) -> Response:
    tried, begun = studio.tried(_key(request)), studio.opened.begun
    scenario = tried.update.whole if tried.update else tried.run.scenario  # with all days, and the new figures
    return _file(await run_in_threadpool(scenario_xlsx, scenario, begun), f"{scenario.name}.xlsx", XLSX)


async def _report(studio: Studio, request: Request) -> Response:
    runs, names = studio.reported(_key(request))
    content = await run_in_threadpool(report_of, runs, names, studio.tried(_key(request)).update)
    return _file(content, f"{runs[0].scenario.name}-report.html", "text/html")


async def _data(studio: Studio, request: Request) -> Response:
    run = studio.tried(_key(request)).run
    content = await run_in_threadpool(data_xlsx, run)
    return _file(content, f"{run.scenario.name}-results.xlsx", XLSX)


API: tuple[tuple[str, str, Answer], ...] = (
    ("GET", "/api/start", _start),
    ("GET", "/api/state", _state),
    ("POST", "/api/open", _open),
    ("POST", "/api/upload", _upload),
    ("GET", "/api/new", _new_choices),
    ("GET", "/api/new/map", _new_map),
    ("POST", "/api/new/posts", _new_posts),
    ("POST", "/api/new", _new),
    ("POST", "/api/try", _try),
    ("POST", "/api/update", _take_in),
    ("DELETE", "/api/update", _forget_update),
    ("GET", "/api/jobs/{id}", _job_state),
    ("DELETE", "/api/jobs/{id}", _cancel),
    ("GET", "/api/runs/{key}/page", _page),
    ("GET", "/api/runs/{key}/compare", _compare),
    ("POST", "/api/compare", _compare_draws),
    ("POST", "/api/runs/{key}/keep", _keep),
    ("DELETE", "/api/runs/{key}/keep", _drop),
    ("GET", "/api/scenarios/{name}/workbook", _builtin_workbook),
    ("GET", "/api/runs/{key}/scenario", _scenario),
    ("GET", "/api/runs/{key}/report", _report),
    ("GET", "/api/runs/{key}/data", _data),
)
