"""The statements of retention. Each removes, or looks at, rows of one site, found by an index."""

from balk.views.rollups import SPANS

OLDEST = """
    select min(oldest.started_at)
    from form
    cross join lateral (
        select started_at
        from view_closed
        where site_id = $1
          and form_id = form.form_id
          and started_at < $2
        order by started_at
        limit 1
    ) as oldest
    where form.site_id = $1
"""
"""When the first of the views before $2 began: of each form the first, by its index."""

KEEP_OUTCOMES = """
    update answer set
        view_seq = view_closed.seq,
        view_flags = view_closed.flags,
        view_version_id = view_closed.version_id,
        view_point = view_closed.point,
        view_attributes = view_closed.attributes
    from view_closed
    where answer.site_id = $1
      and answer.at >= $2
      and answer.at < $3
      and answer.view_seq is null
      and view_closed.site_id = $1
      and view_closed.site_id = answer.site_id
      and view_closed.view_id = answer.view_id
      and view_closed.started_at < $4
"""

CLOSED = """
    delete from view_closed
    using (
        select oldest.view_id, oldest.started_at
        from form
        cross join lateral (
            select view_id, started_at
            from view_closed
            where site_id = $1
              and form_id = form.form_id
              and started_at < $2
            order by started_at
            limit $3
        ) as oldest
        where form.site_id = $1
        limit $3
    ) as over
    where view_closed.site_id = $1
      and view_closed.view_id = over.view_id
      and view_closed.started_at = over.started_at
      and view_closed.started_at < $2
"""

MOMENTS = """
    with recursive names as (
        select min(name) as name
        from moment
        where site_id = $1
        union all
        select (select min(name) from moment where site_id = $1 and name > names.name)
        from names
        where name is not null
    )
    delete from moment
    using (
        select oldest.visit_id, oldest.name
        from names
        cross join lateral (
            select visit_id, name
            from moment
            where site_id = $1
              and name = names.name
              and first_at < $2
            order by first_at
            limit $3
        ) as oldest
        limit $3
    ) as over
    where moment.site_id = $1
      and moment.visit_id = over.visit_id
      and moment.name = over.name
"""

ANSWERS = """
    delete from answer
    using (
        select answer_id
        from answer
        where site_id = $1
          and at < $2
        order by at
        limit $3
    ) as over
    where answer.site_id = $1
      and answer.answer_id = over.answer_id
"""

REFUSALS = "delete from refusal where site_id = $1 and day < $2"


def oldest_day_of_each_form(table: str) -> str:
    """Deletes of each form the first day of a rollup, where it is before $2; longer rows stay."""
    return f"""
        delete from {table}
        using (
            select form.form_id, oldest.day
            from form
            cross join lateral (
                select day
                from {table}
                where site_id = $1
                  and form_id = form.form_id
                  and days = 1
                  and day < $2
                order by day
                limit 1
            ) as oldest
            where form.site_id = $1
        ) as over
        where {table}.site_id = $1
          and {table}.form_id = over.form_id
          and {table}.days = 1
          and {table}.day = over.day
    """


def longer_begun(table: str) -> str:
    """Deletes the rows of more than a day of a rollup that begin before $2."""
    return f"""
        delete from {table}
        using form
        where form.site_id = $1
          and {table}.site_id = $1
          and {table}.form_id = form.form_id
          and {table}.days in ({", ".join(map(str, SPANS[1:]))})
          and {table}.day < $2
    """
