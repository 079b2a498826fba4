"""The worker: `huey_consumer worker.queue`. SIGINT ends it cleanly; a run it was at is given back to the queue."""

from typing import Any

from huey.consumer import Consumer

from app import create_app

app = create_app()
queue = app.extensions["queue"]
_create_consumer = queue.create_consumer


def create_consumer(**options: Any) -> Consumer:
    """The consumer, known to the tasks: a long run asks it whether to end."""
    consumer = _create_consumer(**options)
    app.extensions["worker_is_stopping"] = consumer.stop_flag.is_set
    return consumer


queue.create_consumer = create_consumer
