import type { Static } from 'typebox';
import type { EventDefinition } from '@orinoco/event';
import type { customerCreated, passwordChanged, passwordResetRequested } from '@orinoco/identity/events';
import { formatMoney } from '@orinoco/money';
import type { orderCancelled, orderDelivered, orderPlaced, orderShipped } from '@orinoco/order/events';
import { renderHtml, renderText, type Block, type Page, type Row } from './layout.ts';
import { texts } from './texts.ts';

/** An e-mail ready to be sent: `subject` is one line, `html` and `body_text` say the same. */
export interface Rendered {
  readonly subject: string;
  readonly html: string;
  readonly body_text: string;
}

type Payload<Definition extends EventDefinition> = Static<Definition['payload']>;
type Placed = Payload<typeof orderPlaced>;
type PlacedOrder = Placed['orders'][number];

/** An e-mail stays readable and below what mail servers take, whatever was bought. */
const limits = { order_count: 20, line_count: 100, title_length: 120 } as const;

function render(subject: string, page: Page): Rendered {
  return { subject: subject.replace(/\s+/g, ' ').slice(0, 300), html: renderHtml(page), body_text: renderText(page) };
}

export function customerCreatedEmail({ name, verification_token }: Payload<typeof customerCreated>, shop_url: string): Rendered {
  const { subject, preheader, heading, body, button, note } = texts.customer_created;
  const url = linkTo(shop_url, `/verify-email?token=${encodeURIComponent(verification_token)}`);
  return render(subject, { shop_url, preheader, heading, blocks: [{ kind: 'text', text: texts.greeting(name) }, { kind: 'text', text: body }, { kind: 'button', label: button, url, is_spelled_out: true }, { kind: 'text', text: note, is_small: true }] });
}

export function passwordResetRequestedEmail({ name, reset_token }: Payload<typeof passwordResetRequested>, shop_url: string): Rendered {
  const { subject, preheader, heading, body, button, note } = texts.password_reset_requested;
  const url = linkTo(shop_url, `/reset-password?token=${encodeURIComponent(reset_token)}`);
  return render(subject, { shop_url, preheader, heading, blocks: [{ kind: 'text', text: texts.greeting(name) }, { kind: 'text', text: body }, { kind: 'button', label: button, url, is_spelled_out: true }, { kind: 'text', text: note, is_small: true }] });
}

export function passwordChangedEmail({ name }: Payload<typeof passwordChanged>, shop_url: string): Rendered {
  const { subject, preheader, heading, body, button, note } = texts.password_changed;
  return render(subject, { shop_url, preheader, heading, blocks: [{ kind: 'text', text: texts.greeting(name) }, { kind: 'text', text: body }, { kind: 'text', text: note }, { kind: 'button', label: button, url: linkTo(shop_url, '/reset-password') }] });
}

export function orderPlacedEmail(placed: Placed, shop_url: string): Rendered {
  const text = texts.order_placed;
  const money = moneyIn(placed.currency, placed.locale);
  const [first, ...others] = placed.orders;
  const is_single = first !== undefined && others.length === 0;
  const total = money(placed.total_minor);
  const shown = placed.orders.slice(0, limits.order_count);
  const blocks: Block[] = [
    { kind: 'text', text: is_single ? text.body(placed.order_group_number) : `${text.body(placed.order_group_number)} ${text.parcels(placed.orders.length)}` },
    { kind: 'button', label: is_single ? text.button_one : text.button_many, url: linkTo(shop_url, is_single ? `/orders/${first.order_id}` : '/orders') },
    ...shown.map((order) => orderTable(order, money, Math.floor(limits.line_count / shown.length), !is_single)),
    { kind: 'table', heading: placed.order_group_number, rows: [...moreRow(placed.orders.length - shown.length), { label: text.total, amount: total, is_total: true }] },
    { kind: 'lines', heading: text.address, lines: addressLines(placed.shipping_address) },
  ];
  return render(text.subject(placed.order_group_number), { shop_url, preheader: text.preheader(total), heading: text.heading, blocks });
}

/** One seller's share. Tax that the lines hold already is marked, so that the column still adds up. */
function orderTable({ order_number, lines, shipping_minor, tax_minor, total_minor, delivery }: PlacedOrder, money: Money, line_count: number, has_total: boolean): Block {
  const text = texts.order_placed;
  const is_tax_included = lines.reduce((sum, line) => sum + line.total_minor, shipping_minor) === total_minor;
  const rows: Row[] = [
    ...lines.slice(0, line_count).map((line) => ({ label: titleOf(line), amount: money(line.total_minor) })),
    ...moreRow(lines.length - line_count),
    { label: text.shipping, amount: money(shipping_minor) },
    ...(tax_minor === 0 ? [] : [{ label: is_tax_included ? text.tax_included : text.tax, amount: money(tax_minor) }]),
    ...(has_total ? [{ label: text.order_total, amount: money(total_minor), is_total: true }] : []),
  ];
  return { kind: 'table', heading: order_number, note: text.delivery(delivery.name, daysOf(delivery.earliest_on, delivery.latest_on)), rows };
}

export function orderShippedEmail({ order_id, order_number, lines, tracking_number, tracking_url }: Payload<typeof orderShipped>, shop_url: string): Rendered {
  const text = texts.order_shipped;
  const url = webAddress(tracking_url);
  const blocks: Block[] = [
    { kind: 'text', text: text.body(order_number) },
    ...(tracking_number === null ? [] : [{ kind: 'text', text: text.tracking(tracking_number) } as const]),
    url === undefined ? { kind: 'button', label: text.button, url: linkTo(shop_url, `/orders/${order_id}`) } : { kind: 'button', label: text.button_track, url },
    linesTable(order_number, lines),
  ];
  return render(text.subject(order_number), { shop_url, preheader: text.preheader, heading: text.heading, blocks });
}

export function orderDeliveredEmail({ order_id, order_number, lines }: Payload<typeof orderDelivered>, shop_url: string): Rendered {
  const text = texts.order_delivered;
  const blocks: Block[] = [{ kind: 'text', text: text.body(order_number) }, { kind: 'button', label: text.button, url: linkTo(shop_url, `/orders/${order_id}`) }, linesTable(order_number, lines)];
  return render(text.subject(order_number), { shop_url, preheader: text.preheader, heading: text.heading, blocks });
}

export function orderCancelledEmail({ order_id, order_number, lines, refunded_minor, reason, currency, locale }: Payload<typeof orderCancelled>, shop_url: string): Rendered {
  const text = texts.order_cancelled;
  const refund = refunded_minor > 0 ? text.refund(moneyIn(currency, locale)(refunded_minor)) : text.not_charged;
  const blocks: Block[] = [
    { kind: 'text', text: `${text.body(order_number)} ${refund}` },
    ...(reason.trim() === '' ? [] : [{ kind: 'text', text: text.reason(reason), is_small: true } as const]),
    { kind: 'button', label: text.button, url: linkTo(shop_url, `/orders/${order_id}`) },
    linesTable(order_number, lines),
  ];
  return render(text.subject(order_number), { shop_url, preheader: refunded_minor > 0 ? text.preheader : refund, heading: text.heading, blocks });
}

interface Line {
  readonly title: string;
  readonly quantity: number;
}

function linesTable(order_number: string, lines: readonly Line[]): Block {
  return { kind: 'table', heading: order_number, rows: [...lines.slice(0, limits.line_count).map((line) => ({ label: titleOf(line) })), ...moreRow(lines.length - limits.line_count)] };
}

function titleOf({ title, quantity }: Line): string {
  const short = title.length > limits.title_length ? `${title.slice(0, limits.title_length - 1).toWellFormed()}…` : title;
  return quantity === 1 ? short : `${quantity} × ${short}`;
}

function moreRow(count: number): Row[] {
  return count > 0 ? [{ label: texts.order_placed.more(count) }] : [];
}

type Money = (amount_minor: number) => string;

/** A locale that `Intl` does not know must not keep an e-mail from going out. */
function moneyIn(currency: string, locale: string): Money {
  let known = 'en-US';
  try {
    known = Intl.getCanonicalLocales(locale)[0] ?? known;
  } catch {
    // The fallback stands.
  }
  return (amount_minor) => formatMoney(amount_minor, currency, known);
}

const days = new Intl.DateTimeFormat('en-US', { weekday: 'short', month: 'long', day: 'numeric', timeZone: 'UTC' });

function daysOf(earliest_on: string, latest_on: string): string {
  return earliest_on === latest_on ? days.format(new Date(latest_on)) : days.formatRange(new Date(earliest_on), new Date(latest_on));
}

function addressLines({ name, company, line1, line2, city, region, postal_code, country }: Placed['shipping_address']): string[] {
  return [name, company, line1, line2, [city, region, postal_code].filter(Boolean).join(' '), country].flatMap((line) => line || []);
}

function linkTo(shop_url: string, path: string): string {
  return new URL(path, shop_url).href;
}

/** Sellers type these: anything but a page on the web is no link. */
function webAddress(url: string | null): string | undefined {
  const parsed = url === null ? null : URL.parse(url);
  return parsed?.protocol === 'https:' || parsed?.protocol === 'http:' ? parsed.href : undefined;
}
