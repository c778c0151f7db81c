import { failField } from '@orinoco/contract';

const day_ms = 86_400_000;
const oldest = '2000-01-01';

/** Midnight UTC at which a day of the calendar begins. Throws `invalid_request` for what is none, or before 2000. */
export function startOf(date: string, pointer: string): Date {
  const at = new Date(`${date}T00:00:00Z`);
  if (Number.isNaN(at.getTime()) || !at.toISOString().startsWith(date) || date < oldest) throw failField(pointer, 'date_invalid', 'This is no day of the calendar since 2000');
  return at;
}

export function dayAfter(date: string): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + day_ms).toISOString().slice(0, 10);
}

export function daysBetween(from: Date, until: Date): number {
  return (until.getTime() - from.getTime()) / day_ms;
}
