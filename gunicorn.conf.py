"""How gunicorn serves Mentorplan; read by itself when gunicorn starts in this folder: `gunicorn "app:create_app()"`.

The access log names no person and no machine; the secrets in feed addresses are cut out of it by the application.
"""

import os

bind = os.environ.get("MENTORPLAN_BIND", "127.0.0.1:8000")
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "1"))
# pages that follow a run live hold a thread each, as many as LIVE_STREAMS allows (4): the rest is for everybody else
threads = 12
# a page that takes longer than this is our mistake; runs of the engine are the worker's
timeout = 60
graceful_timeout = 5
accesslog = "-"
access_log_format = "%(m)s %(U)s %(s)s %(B)s bytes %(M)s ms"
loglevel = "warning"
# nobody needs to command a running server; a socket less to guard
control_socket_disable = True
