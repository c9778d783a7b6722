"""``vigie run``: print the demo's expense table, serve the page, make the dossier beside it."""

from __future__ import annotations

import os
import socket
import threading
import webbrowser
from argparse import Namespace

import uvicorn

from api.app import create_app
from api.expense_table import print_expenses
from api.settings import LOOPBACK, settings_from
from api.texts.reader import Texts
from api.use_cases.demo import demo_study
from planner.errors import SourceError

LAST_PORT = 65_535


def run(arguments: Namespace, texts: Texts) -> int:
    """Serve on loopback until interrupted."""
    if not 1 <= arguments.port <= LAST_PORT:
        raise SourceError(
            "port_out_of_range", port=str(arguments.port), least=1, most=str(LAST_PORT)
        )
    address = f"http://{LOOPBACK}:{arguments.port}/etudes/demo"
    if not _free(arguments.port):
        raise SourceError("port_busy", port=arguments.port)
    study = demo_study().study
    print_expenses(study.estimate, study.funding, texts)
    print()
    print(texts.say("cli.serving", address=address))
    print(texts.say("cli.job_started"), flush=True)
    if not arguments.no_browser:
        threading.Timer(1.0, webbrowser.open, (address,)).start()
    app = create_app(settings_from(os.environ), start_demo=True)
    uvicorn.run(app, host=LOOPBACK, port=arguments.port, log_level="warning")
    return 0


def _free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True
