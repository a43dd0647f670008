"""The command line: `python -m factcheck.local serve | demo | report | rebuild-index`."""

import json
import logging
import os
import signal
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from factcheck.bootstrap import Container
from factcheck.domain.errors import FactcheckError
from factcheck.local.article_file import ArticleFileError, read_article
from factcheck.local.client import ServiceClient, ServiceError
from factcheck.local.data_lock import DataInUseError
from factcheck.local.engine import open_database
from factcheck.local.http_server import PortTakenError
from factcheck.local.service import ROOT, Service, ServiceStartError
from factcheck.local.terminal import print_reports
from factcheck.observability import logger
from factcheck.settings import Settings, SettingsError

_LONGEST_STOP_SECONDS = 10.0

_EXPECTED = (
    ArticleFileError,
    DataInUseError,
    FactcheckError,
    PortTakenError,
    ServiceError,
    ServiceStartError,
)


class _Commands(click.Group):
    """Shows the errors that a user can do something about as one line, without a stack trace."""

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - click's own signature
        try:
            return super().invoke(ctx)
        except _EXPECTED as error:
            raise click.ClickException(str(error)) from None


@click.group(cls=_Commands)
def main() -> None:
    """Fact-check articles on this machine."""
    for stream in (sys.stdout, sys.stderr):  # a terminal without Unicode shows "?" rather than failing
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    for handler in logger().handlers:  # standard output is for reports
        if isinstance(handler, logging.StreamHandler):
            handler.setStream(sys.stderr)


@main.command()
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0 takes a free one.")
@click.option(
    "--data-dir", type=click.Path(file_okay=False, path_type=Path), help="Default: FACTCHECK_DATA_DIR or .data"
)
def serve(port: int, data_dir: Path | None) -> None:
    """Run the service on 127.0.0.1 until it is stopped with Ctrl-C."""
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(asctime)s %(message)s", datefmt="%H:%M:%S")
    for chatty in ("uvicorn", "httpx", "botocore"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    settings = _settings(data_dir)
    with _until_signalled() as stopping:
        service = Service(settings, port)
        click.echo(f"Starting on {service.url} …", err=True)
        with service:
            click.echo(
                f"Ready: {service.url}   documentation: {service.url}/docs   data: {settings.data_dir}", err=True
            )
            stopping.wait()
            click.echo("Stopping …", err=True)
            _stop_within(_LONGEST_STOP_SECONDS)


@main.command()
@click.argument("article", required=False, type=click.Path(path_type=Path))
@click.option(
    "--data-dir", type=click.Path(file_okay=False, path_type=Path), help="Default: an empty folder, removed at the end"
)
@click.option("--json", "as_json", is_flag=True, help="Print the reports as JSON.")
def demo(article: Path | None, data_dir: Path | None, *, as_json: bool) -> None:
    """Print the report of ARTICLE, a UTF-8 text file, or of three articles that come with the project.

    A short first line with an empty line after it is taken for the title.
    """
    articles = _canned() if article is None else [_from_file(article)]
    with _data(data_dir) as folder, _until_signalled() as stopping:
        _say(f"Starting the service and reading {_count(len(articles), 'article')} …")
        with Service(_settings(folder)) as service, ServiceClient(service.url) as client:
            reports = []
            for submission in articles:
                if stopping.is_set():
                    raise click.Abort
                reports.append(client.submit(submission))
            # The later articles change the verdicts on the earlier ones.
            if not service.wait_for_changes():
                _say("The change worker is still busy; the verdicts below may not be the last ones.")
            reports = [client.report(report["id"]) for report in reports]
    _print(reports, articles, as_json=as_json)


@main.command()
@click.argument("article", type=click.Path(path_type=Path))
@click.option("--url", default="http://127.0.0.1:8000", show_default=True, help="A running service.")
@click.option("--source", help="The outlet, best as a domain.")
@click.option("--api-key", envvar="FACTCHECK_API_KEY", help="If the service asks for one.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
def report(article: Path, url: str, source: str | None, api_key: str | None, *, as_json: bool) -> None:
    """Submit ARTICLE, a UTF-8 text file, to a running service and print its report."""
    submission = _from_file(article) | ({"source": source} if source else {})
    with ServiceClient(url, api_key=api_key) as client:
        reports = [client.submit(submission)]
    _print(reports, [submission], as_json=as_json)


@main.command("rebuild-index")
@click.option(
    "--data-dir", type=click.Path(file_okay=False, path_type=Path), help="Default: FACTCHECK_DATA_DIR or .data"
)
def rebuild_index(data_dir: Path | None) -> None:
    """Build the search index anew from what is stored, while the service goes on; after a break, go on.

    In the cloud the FACTCHECK_… variables name the tables; beside a running local service FACTCHECK_DYNAMODB_ENDPOINT
    names its database.
    """
    settings = _settings(data_dir)
    with open_database(settings) as endpoint:
        container = Container(replace(settings, dynamodb_endpoint=endpoint))
        state = container.rebuild_index()(lambda stage, done: click.echo(f"{stage}: {done}", err=True))
    click.echo(f"Version {state.current} of the index is in force.")


def _stop_within(seconds: float) -> None:
    """End the process by force if an analysis in hand takes longer: every write is made to be cut off anywhere."""

    def give_up() -> None:
        click.echo("Still busy: what is in hand comes again at the next start.", err=True)
        os._exit(0)

    timer = threading.Timer(seconds, give_up)
    timer.daemon = True
    timer.start()


def _settings(data_dir: Path | None) -> Settings:
    environment = {"FACTCHECK_LOG_LEVEL": "WARNING", **os.environ}
    if data_dir is not None:
        environment["FACTCHECK_DATA_DIR"] = str(data_dir)
    try:
        return Settings.from_environment(environment)
    except SettingsError as error:
        raise click.ClickException(str(error)) from None


def _canned() -> list[dict[str, Any]]:
    files = sorted((ROOT / "events" / "articles").glob("*.json"))
    return [json.loads(file.read_text("utf-8")) for file in files]


def _from_file(path: Path) -> dict[str, Any]:
    article = read_article(path)
    return {"text": article.text, **({"title": article.title} if article.title else {})}


@contextmanager
def _data(given: Path | None) -> Iterator[Path]:
    if given is not None:
        yield given
        return
    with tempfile.TemporaryDirectory(prefix="factcheck-demo-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


@contextmanager
def _until_signalled() -> Iterator[threading.Event]:
    """An event that Ctrl-C or a SIGTERM sets, so that everything is closed in order."""
    stopping = threading.Event()
    before = {
        number: signal.signal(number, lambda *_: stopping.set()) for number in (signal.SIGINT, signal.SIGTERM)
    }  # fmt: skip
    try:
        yield stopping
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _print(reports: Sequence[dict[str, Any]], articles: Sequence[dict[str, Any]], *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(list(reports), ensure_ascii=False, indent=2))
        return
    texts = [given.get("text") or shown.get("text", "") for shown, given in zip(reports, articles, strict=True)]
    print_reports(Console(highlight=False, soft_wrap=False), zip(reports, texts, strict=True))


def _say(message: str) -> None:
    click.echo(message, err=True)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


if __name__ == "__main__":
    main(prog_name="python -m factcheck.local")
