"""How a condition is put behind a value, in the quotes and brackets of its place."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Form:
    """How a condition is put behind a value: ``v' AND 'n'='m`` in the context's own quotes."""

    context: str
    text: str

    def put(self, base: bytes, one: int, other: int) -> bytes:
        """The harmless value with a condition that holds where both numbers are the same."""
        return base + self.text.format(a=one, b=other).encode()


def forms_of(quote: str, name: str) -> tuple[Form, ...]:
    q = quote
    return (
        Form(name, f"{q} AND {q}{{a}}{q}={q}{{b}}"),
        Form(f"{name} LIKE", f"%{q} AND {q}{{a}}%{q}={q}{{b}}"),
        Form(f"{name} ()", f"{q}) AND ({q}{{a}}{q}={q}{{b}}"),
        Form(f"{name} LIKE ()", f"%{q}) AND ({q}{{a}}%{q}={q}{{b}}"),
        Form(f"{name} (())", f"{q})) AND (({q}{{a}}{q}={q}{{b}}"),
    )


SINGLE, DOUBLE = forms_of("'", "string"), forms_of('"', "double-quoted")
#: Where a broken statement is silent, the condition must also show as rows.
SILENT = (*SINGLE[:4], *DOUBLE[:2])
NUMERIC = Form("numeric", " AND {a}={b}")
NUMERIC_IN = Form("numeric ()", ") AND ({a}={b}")
