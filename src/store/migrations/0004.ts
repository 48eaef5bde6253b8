/**
 * Schema 4: columns and partitions for retention. On PostgreSQL the growing tables become partitioned by seq, which
 * from then on encodes time (store/postgres/partitions.ts); existing rows stay where they are, as the first partition.
 * See store/migrations/migrations.ts.
 */

export const schema4 = {
  number: 4,
  name: 'retention and partitions',
  sql: `
-- Counts of a campaign's messages that retention purged, and the seq below which they are counted there. JSON.
alter table campaigns add column past_counts text;
alter table campaigns add column past_below bigint not null default 0;
-- When retention purged its rows.
alter table campaigns add column rows_gone_at bigint;
create index campaigns_ended on campaigns (ended_at) where ended_at is not null and rows_gone_at is null;

create index media_files_expired on media_files (created_at) where state = 'expired';
create index media_uploads_expiry on media_uploads (expires_at);
`,
  postgres: `
do $$
declare
  -- The day after tomorrow: until then new rows go where the old ones are.
  edge constant bigint := (floor(extract(epoch from clock_timestamp()) / 86400)::bigint + 2) << 32;
  grown record;
  made record;
  definitions text[];
  definition text;
begin
  for grown in
    select * from (values
      ('messages', 'seq', 'seq'), ('attempts', 'message_seq', 'message_seq, attempt'), ('inbound', 'seq', 'seq'),
      ('events', 'seq', 'seq'), ('deliveries', 'seq', 'seq'), ('delivery_attempts', 'delivery_seq', 'delivery_seq, attempt')
    ) as listed (name, key, primary_key)
  loop
    -- Ids and wamids cannot be unique over partitions; bots' locks keep them so.
    for made in
      select conname from pg_constraint where conrelid = grown.name::regclass and contype = 'u'
    loop
      execute format('alter table %I drop constraint %I', grown.name, made.conname);
    end loop;
    if grown.name = 'messages' then
      create index messages_id on messages (id);
    elsif grown.name = 'inbound' then
      create index inbound_wamid on inbound (bot_id, wamid);
      create index inbound_id on inbound (id);
    end if;
    definitions := array(select indexdef from pg_indexes where schemaname = current_schema() and tablename = grown.name
      and indexname <> grown.name || '_pkey');
    for made in select indexname from pg_indexes where schemaname = current_schema() and tablename = grown.name loop
      execute format('alter index %I rename to %I', made.indexname, regexp_replace(made.indexname, '^' || grown.name, grown.name || '_0'));
    end loop;
    if grown.key = 'seq' then
      execute format('alter table %I alter column seq drop identity', grown.name);
    end if;
    execute format('alter table %I rename to %I', grown.name, grown.name || '_0');
    execute format('create table %I (like %I including defaults, primary key (%s)) partition by range (%I)',
      grown.name, grown.name || '_0', grown.primary_key, grown.key);
    foreach definition in array definitions loop
      execute definition;
    end loop;
    if grown.key = 'seq' then
      execute format('create sequence %I owned by %I.seq', grown.name || '_seq_seq', grown.name);
      execute format('select setval(%L, coalesce(max(seq), 0) + 1, false) from %I', grown.name || '_seq_seq', grown.name || '_0');
      execute format('alter table %I alter column seq set default nextval(%L)', grown.name, grown.name || '_seq_seq');
    end if;
    execute format('alter table %I attach partition %I for values from (minvalue) to (%s)', grown.name, grown.name || '_0', edge);
  end loop;
end $$;
`,
}
