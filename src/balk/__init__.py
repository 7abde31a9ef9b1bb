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
    db.py            the connection pool
    migrate.py       migrations/*.sql, forward only
    jobs.py          the background work, one literal list
    app.py           all routes, put together
    handed.py        what every handler is handed by name
    sites.py         sites and their keys
    form_settings.py what an owner renames, hides and merges
    success_rules.py an owner's signs that a form was sent
    origins.py       a web origin, as browsers write it
    site_changes.py  word of a change to a site, for who remembers it
    retention.py     what is kept long enough goes (retention_statements.py: its SQL)
    erasure.py       a visit, answers, a site, with proof
    disk.py          the room left for the embedded database
    reading.py       where reports are read: a replica, or the primary
    distribute.py    how tables are spread on a Citus cluster
    backup/          the embedded database in a file, and back; to a newer PostgreSQL
    slashes.py       names with a slash in a path

    embedded/        the PostgreSQL in the data folder: cluster (find, start, attach, stop), and what that needs
    accounts/        people and passwords, sessions, one-time links, failed log-ins, API tokens
    ingest/          collect (POST /c/KEY): message (decode), known_sites, writer (group commit), rows, statements,
                     catalogue (ids of forms, fields, versions), limits, source (where a visit came from), bots,
                     refusals; script (GET /s/KEY.js), builds (for pages of an earlier build),
                     health (/healthz, /metrics)
    views/           snapshot (a view as stored), outcome (its state; METRICS "A view's life"),
                     figures (what a view adds to the rollups; METRICS "Per field"), histogram, record (a view, packed),
                     rollups, copy_text, close, partitions (months of closed views), rebuild
    prompts/         standard (the prompt every site starts with), answers
    reasons/         read: scrub, language, tags, named_field, sentiment; their patterns are data, in cues/
    report/          catalogue, form_fields, merged_view (forms, fields and views as their owner named and merged them);
                     friction (one form's report): gather (rollup_sums, or closed_sums for odd filters, and
                     still_open, into gathered), recoverable, intervals, reasons; verdict
                     (what to fix first); forms (all forms), responses, journey (one view), moments, views; shape
                     (the API's Structs)
    widget/src/      capture (hears), find (forms come and go), send, visit;
                     fetched later: form/ (doing: what a person does; attempt; view: one view's life; naming; buttons
                     and drawn_lists: fields that a page draws; echo: what was typed, taken out of texts; words,
                     toasts), with fields, controls, dates, identity, label (what is a field, and its key);
                     follow/ (errors; outcomes: judging, answers, taken, arrival, rules, unpressed; when to ask),
                     prompt/, debug/ (`data-debug`), frames/ (the page's side of foreign frames); frame/ (their inside)
    demo/            the demo form, and the simulated visitors of `balk demo`
"""

__version__ = "0.1.0"
