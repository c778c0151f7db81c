import { fail } from '@orinoco/contract';
import { json, sql, type Database, type Queryable } from '@orinoco/database';
import type { Static } from 'typebox';
import type { Holiday, NamedHoliday } from './calendar.ts';
import type { ShippingRate, StockLocation } from './contract.ts';

export type Rate = Static<typeof ShippingRate>;
/** Everything that promises are made of, beside the offer. */
export interface SettingsContent { readonly locations: readonly StockLocation[]; readonly rates: readonly Rate[]; readonly holidays: readonly Holiday[] }

/** All settings in one statement; `content` is null when they are still those of the revision that is known. */
export async function readSettings(database: Queryable, known_revision: number): Promise<{ revision: number; content: SettingsContent | null }> {
  return database.one(sql<{ revision: number; content: SettingsContent | null }>`select revision, case when revision <> ${known_revision}::bigint then json_build_object(
      'locations', (select coalesce(json_agg(l order by l.stock_location_id), '[]') from stock_locations l),
      'rates', (select coalesce(json_agg(r order by r.shipping_rate_id), '[]') from shipping_rates r),
      'holidays', (select coalesce(json_agg(json_build_object('country', h.country, 'date', h.held_on)), '[]') from holidays h)
    ) end as content from delivery_settings`);
}

/** Creates or changes locations, all or none. Throws `forbidden` when one belongs to another seller. */
export async function upsertLocations(database: Database, locations: readonly StockLocation[]): Promise<void> {
  await database.transaction(async (tx) => {
    const count = await tx.run(sql`insert into stock_locations as s (stock_location_id, seller_id, name, country, region, city, postal_code, time_zone, cutoff, handling_days, open_weekdays)
      select l.* from jsonb_to_recordset(${json(locations)}::jsonb) as l(stock_location_id uuid, seller_id uuid, name text, country char(2), region text, city text, postal_code text, time_zone text, cutoff text, handling_days integer, open_weekdays integer[])
      on conflict (stock_location_id) do update set name = excluded.name, country = excluded.country, region = excluded.region, city = excluded.city, postal_code = excluded.postal_code, time_zone = excluded.time_zone,
        cutoff = excluded.cutoff, handling_days = excluded.handling_days, open_weekdays = excluded.open_weekdays where s.seller_id = excluded.seller_id`);
    if (count < locations.length) throw fail('forbidden', { detail: 'One of these places belongs to another seller' });
    await nextRevision(tx);
  });
}

/** Creates or changes rates. */
export async function upsertRates(database: Database, rates: readonly Rate[]): Promise<void> {
  await database.transaction(async (tx) => {
    await tx.run(sql`insert into shipping_rates (shipping_rate_id, name, seller_id, origin_country, countries, amount_minor, per_kg_minor, free_over_minor, currency, min_days, max_days, delivers_on_weekends, carrier)
      select r.* from jsonb_to_recordset(${json(rates)}::jsonb) as r(shipping_rate_id uuid, name text, seller_id uuid, origin_country char(2), countries char(2)[], amount_minor bigint, per_kg_minor bigint, free_over_minor bigint, currency char(3), min_days integer, max_days integer, delivers_on_weekends boolean, carrier text)
      on conflict (shipping_rate_id) do update set name = excluded.name, seller_id = excluded.seller_id, origin_country = excluded.origin_country, countries = excluded.countries, amount_minor = excluded.amount_minor, per_kg_minor = excluded.per_kg_minor,
        free_over_minor = excluded.free_over_minor, currency = excluded.currency, min_days = excluded.min_days, max_days = excluded.max_days, delivers_on_weekends = excluded.delivers_on_weekends, carrier = excluded.carrier`);
    await nextRevision(tx);
  });
}

async function nextRevision(tx: Queryable): Promise<void> {
  await tx.run(sql`update delivery_settings set revision = revision + 1`);
}

/** Adds holidays that are not there yet; a date that an operator has entered stays as it is. */
export async function fillHolidays(database: Queryable, holidays: readonly NamedHoliday[]): Promise<void> {
  await database.run(sql`with filled as (
      insert into holidays (country, held_on, name) select distinct on (country, date) country, date, name from jsonb_to_recordset(${json(holidays)}::jsonb) as h(country char(2), date date, name text)
      on conflict do nothing returning country
    )
    update delivery_settings set revision = revision + 1 where exists (select from filled)`);
}
