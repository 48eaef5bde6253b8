/**
 * Schema 50: what messages cost. See store/migrations/migrations.ts, store/figures/prices.ts and store/costs. Messages
 * from before have no pricing: what Meta said of them is in their events alone.
 */

export const schema50 = {
  number: 50,
  name: 'what messages cost',
  sql: `
-- Meta's first word on the price, as a number (model/cost/pricing.ts): a text would widen the rows so far that
-- PostgreSQL's planner takes other indexes in a partition's first minute.
alter table messages add column pricing integer;

-- Delivered messages by day (UTC, its beginning in ms) and what decides their price. Rates are applied when it is read,
-- so that another rate card prices anew.
create table price_days (
  bot_id text not null,
  day_at bigint not null,
  element_name text not null,
  campaign_id text not null,
  pricing text not null,
  -- ISO code of the recipient's country; empty: unknown.
  country text not null,
  count bigint not null,
  primary key (bot_id, day_at, element_name, campaign_id, pricing, country)
);
create index price_days_day on price_days (coalesce(day_at, 0));

-- What Meta charges from a day on, in one currency, as the operator has it.
create table rate_cards (
  -- YYYY-MM-DD
  effective_on text not null,
  currency text not null,
  source text not null,
  -- JSON: [market, category, millionths, from, to]
  rates text not null,
  updated_at bigint not null,
  primary key (effective_on, currency)
);
`,
}
