"""The statements of a flush. Each writes rows of one site, in the order of their keys: else two flushes deadlock."""

STORE_VIEWS = """
    insert into view_open (
        site_id, view_id, visit_id, seq, form_id, version_id, started_at, last_at, device, source, flags, doc
    )
    select $1, snapshot.*
    from unnest(
        $2::uuid[], $3::uuid[], $4::int[], $5::bigint[], $6::bigint[], $7::timestamptz[], $8::timestamptz[],
        $9::smallint[], $10::smallint[], $11::int[], $12::bytea[]
    ) as snapshot (view_id, visit_id, seq, form_id, version_id, started_at, last_at, device, source, flags, doc)
    order by snapshot.view_id
    on conflict (site_id, view_id) do update set
        seq = excluded.seq,
        form_id = excluded.form_id,
        version_id = excluded.version_id,
        last_at = excluded.last_at,
        device = excluded.device,
        source = excluded.source,
        flags = excluded.flags,
        doc = excluded.doc
    where view_open.seq < excluded.seq
"""

STORE_ANSWER = """
    insert into answer (
        site_id, answer_id, seq, visit_id, view_id, form_id, field_id, mentioned_field_id, prompt, question, choices,
        score, text, lang, sentiment, tags, page, at, device, source
    )
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)
    on conflict (site_id, answer_id) do update set
        seq = excluded.seq,
        view_id = excluded.view_id,
        form_id = excluded.form_id,
        field_id = excluded.field_id,
        mentioned_field_id = excluded.mentioned_field_id,
        choices = excluded.choices,
        score = excluded.score,
        text = excluded.text,
        lang = excluded.lang,
        sentiment = excluded.sentiment,
        tags = excluded.tags
    where answer.seq < excluded.seq
"""

STORE_MOMENTS = """
    insert into moment (site_id, visit_id, name, count, value, page, device, source, first_at)
    select $1, moments.*
    from unnest(
        $2::uuid[], $3::text[], $4::int[], $5::double precision[], $6::text[], $7::smallint[], $8::smallint[],
        $9::timestamptz[]
    ) as moments (visit_id, name, count, value, page, device, source, first_at)
    order by moments.visit_id, moments.name
    on conflict (site_id, visit_id, name) do update set
        count = greatest(moment.count, excluded.count),
        value = case when excluded.count > moment.count then excluded.value else moment.value end,
        first_at = least(moment.first_at, excluded.first_at)
    where excluded.count > moment.count or excluded.first_at < moment.first_at
"""
