"""What stored views take on disk, and how far the quantiles of their rollups are from exact ones."""

from datetime import UTC, datetime, timedelta

import asyncpg

from balk.db import open_pool
from balk.report.days import end_of, start_of
from balk.report.friction import friction_report
from balk.report.shape import Filters
from balk.sites import Site
from balk.views.rollups import ROLLUPS
from bench.machine import percentile, show
from bench.made_views import MadeForm

_SIZES = """
    with kinds as (
        select oid, relname,
            case when relname like 'view_closed%' then 'closed views'
                when relname = any($1::text[]) then 'rollups' end as kind
        from pg_class
        where relkind = 'r' and relnamespace = 'public'::regnamespace
    )
    select kind, sum(pg_table_size(oid))::bigint as table_bytes, sum(pg_indexes_size(oid))::bigint as index_bytes
    from kinds
    where kind is not null
    group by kind
    order by kind
"""

_EXACT = """
    with times as (
        select t.field_id,
            count(*)::int as seen,
            array_agg(t.hesitation order by t.hesitation) as hesitation,
            array_agg(t.active order by t.active) as active
        from view_closed v
        cross join unnest(v.fields, v.hesitation, v.active) as t (field_id, hesitation, active)
        where v.site_id = $1
          and v.form_id = $2
          and v.started_at >= $3
          and v.started_at < $4
          and t.hesitation >= 0
        group by t.field_id
        having count(*) >= 100
    )
    select field.key,
        array[hesitation[1 + (seen - 1) * 5 / 10], hesitation[1 + (seen - 1) * 9 / 10]] as hesitation,
        array[active[1 + (seen - 1) * 5 / 10], active[1 + (seen - 1) * 9 / 10]] as active
    from times
    join field
        on field.site_id = $1
        and field.form_id = $2
        and field.field_id = times.field_id
"""


async def show_disk(dsn: str, site: Site) -> None:
    """Bytes a started view, of closed views and of rollups."""
    db = await asyncpg.connect(dsn)
    views, started = await db.fetchrow(
        "select sum(views)::bigint, sum(started)::bigint from form_day where site_id = $1 and days = 1", site.site_id
    )
    per_view = await db.fetchval(
        "select avg(cardinality(fields)) from view_closed where site_id = $1 and flags & 1 = 1 and started_at >= $2",
        site.site_id,
        datetime.now(UTC) - timedelta(days=1),
    )
    rows: list[list[object]] = []
    for row in await db.fetch(_SIZES, list(ROLLUPS)):
        one, two = row["table_bytes"] / started, row["index_bytes"] / started
        rows.append([row["kind"], row["table_bytes"] / 1e6, row["index_bytes"] / 1e6, one, two, one + two])
    rows.append(["all", *(sum(float(str(row[at])) for row in rows) for at in range(1, 6))])
    await db.close()
    print(f"{views:,} views, {started:,} of them started, {per_view or 0:.1f} fields touched in each of these")
    show(("disk", "table MB", "indexes MB", "table B/started", "indexes B/started", "all B/started"), rows)
    print("goal: 1,536 bytes a started view\n")


async def show_errors(dsn: str, site: Site, forms: list[MadeForm]) -> None:
    """The relative error of p50 and p90 of every field of three forms, over 28 days."""
    db = await open_pool(dsn, largest=2)
    last = datetime.now(UTC).date() - timedelta(days=7)
    first = last - timedelta(days=27)
    errors: list[float] = []
    for form in (forms[2], forms[7], forms[-1]):
        report = await friction_report(db, site, form.key, Filters(first, last), datetime.now(UTC))
        form_id = await db.fetchval("select form_id from form where site_id = $1 and key = $2", site.site_id, form.key)
        fields = {field.field: field for field in report.fields} if report else {}
        for row in await db.fetch(_EXACT, site.site_id, form_id, start_of(first), end_of(last)):
            field = fields[row["key"]]
            for exact, told in ((row["hesitation"], field.hesitation_ms), (row["active"], field.active_ms)):
                for ms, estimate in zip(exact, (told.p50, told.p90), strict=True):
                    errors.append(abs((estimate or 0.0) - ms) / ms)
    await db.close()
    most, p95 = 100 * max(errors, default=0.0), 100 * percentile(errors, 0.95)
    print(f"relative error of {len(errors)} p50 and p90: most {most:.2f} %, p95 {p95:.2f} % (goal: at most 2 %)\n")
