"""Refusals: what a person may not or cannot do, said in a sentence that tells what to do next."""


class Refusal(Exception):
    """An action refuses. `field` names the form field it belongs to (empty: the whole form)."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.field = field
