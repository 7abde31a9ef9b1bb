"""Balk: at which field people stop, why they say they stopped, and how many completions a fix would win back.

The way of the data, and the file for each station:

    page ── widget/src ── one Batch ──▶ ingest/collect.py ── ingest/writer.py ──▶ view_open, answer, moment
                                                                                     │
    /s/KEY.js ◀── ingest/script.py ◀── sites.py, prompts/standard.py                 ▼
                                              views/close.py ──▶ view_closed, form_day, field_day, error_day
                                                                                     │
    admin/ (pages), api/ (JSON), export/ (CSV, JSON lines), cli/ ◀── report/ ◀───────┘

    wire.py          what a page sends; widget/src/wire.ts is made from it
    settings.py      how this process was started
    assets.py        where templates, migrations and the built widget are
    embedded.py      the PostgreSQL in the data folder; what it needs is beside it: postgres_account, postgres_binaries,
                     postgres_process, postgres_socket, private_files, drop_privileges
    db.py            the connection pool
    migrate.py       migrations/*.sql, forward only
    jobs.py          the background work, one literal list
    app.py           all routes, put together
    sites.py         sites and their keys
    accounts.py      people, sessions, one-time links, API tokens

    ingest/          collect (POST /c/KEY), writer (group commit), catalogue (ids of forms, fields, versions),
                     origins, source (where a visit came from), refusals, script (GET /s/KEY.js)
    views/           snapshot (a view as stored), outcome (its state; METRICS "A view's life"),
                     figures (what a view adds to the rollups; METRICS "Per field"), histogram, close, rebuild
    prompts/         standard (the prompt every site starts with), answers
    reasons/         scrub, language, tags, named_field, sentiment
    report/          friction (one form's report), recoverable, intervals, forms (all forms), responses, shape (Structs)
    demo/            the demo form, and the simulated visitors of `balk demo`
"""

__version__ = "0.1.0"
