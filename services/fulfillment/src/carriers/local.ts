import { fail, hasCode } from '@orinoco/contract';
import { createWebhookVerifier } from '@orinoco/http/standard-webhook';
import { CarrierUnknownError, type CarrierEvent, type CarrierLabel, type CarrierPort, type CarrierScan, type CarrierStatus, type CarrierTracking } from './port.ts';

export interface LocalCarrierOptions {
  /** Origin of the carrier, without a slash at the end. */
  readonly url: string;
  readonly api_key: string;
  /** Current secrets, `whsec_…`; more than one while a secret is rotated. */
  readonly webhook_secrets: readonly string[];
  /** Epoch milliseconds. */
  readonly clock: () => number;
  /** How long one answer may take; 10 s when absent. */
  readonly timeout_ms?: number;
}

interface LocalRequest { readonly method: 'GET' | 'POST' | 'DELETE'; readonly path: string; readonly idempotency_key?: string; readonly body?: object; readonly signal?: AbortSignal }

const defaultTimeoutMs = 10_000;
const maxDetailLength = 200;
// Answers that say nothing about the effect: the first request still runs, or the carrier is shedding load.
const uncertainStatuses: ReadonlySet<number> = new Set([408, 425, 429]);
const codes: Readonly<Record<string, string>> = { parcel_not_found: 'parcel_not_found', already_picked_up: 'already_shipped', idempotency_conflict: 'idempotency_conflict' };
const statuses: readonly CarrierStatus[] = ['label_created', 'picked_up', 'in_transit', 'out_for_delivery', 'delivered', 'cancelled'];

/** Adapter of the sandbox carrier (demo/src/carrier), over its HTTP API. */
export function createLocalCarrier(options: LocalCarrierOptions): CarrierPort {
  const verify = createWebhookVerifier(options.webhook_secrets, options.clock);
  return {
    name: 'local',
    async buyLabel({ idempotency_key, ...body }, signal): Promise<CarrierLabel> {
      const { tracking_number, tracking_url, label_url } = await request<CarrierTracking>(options, { method: 'POST', path: '/v1/labels', idempotency_key, body, signal });
      return { tracking_number, tracking_url, label_url };
    },
    cancelLabel: ({ tracking_number }) => request<undefined>(options, { method: 'DELETE', path: `/v1/labels/${encodeURIComponent(tracking_number)}` }),
    async track({ tracking_number }) {
      try {
        return await request<CarrierTracking>(options, { method: 'GET', path: `/v1/trackings/${encodeURIComponent(tracking_number)}` });
      } catch (error) {
        if (hasCode(error, 'parcel_not_found')) return null;
        throw error;
      }
    },
    parseWebhook(raw_body, headers) {
      const { webhook_id, body } = verify(raw_body, headers);
      return toEvent(webhook_id, body);
    },
  };
}

/** One request, without a retry: who calls decides. */
async function request<Answer>(options: LocalCarrierOptions, { method, path, idempotency_key, body, signal }: LocalRequest): Promise<Answer> {
  const timeout = AbortSignal.timeout(options.timeout_ms ?? defaultTimeoutMs);
  const headers = {
    authorization: `Bearer ${options.api_key}`,
    ...(idempotency_key !== undefined && { 'idempotency-key': idempotency_key }),
    ...(body !== undefined && { 'content-type': 'application/json' }),
  };
  let status: number;
  let answer: Record<string, unknown>;
  try {
    const response = await fetch(options.url + path, { method, headers, redirect: 'error', signal: signal === undefined ? timeout : AbortSignal.any([timeout, signal]), ...(body !== undefined && { body: JSON.stringify(body) }) });
    status = response.status;
    answer = status === 204 ? {} : ((await response.json()) as Record<string, unknown>);
  } catch (error) {
    throw new CarrierUnknownError(error);
  }
  if (status >= 200 && status < 300) return answer as Answer;
  if (status >= 500 || uncertainStatuses.has(status)) throw new CarrierUnknownError(new Error(`HTTP ${status}`));
  throw fail(codes[String(answer['code'])] ?? 'carrier_rejected', { detail: String(answer['detail'] ?? `HTTP ${status}`).slice(0, maxDetailLength) });
}

function toEvent(event_id: string, body: unknown): CarrierEvent {
  if (!isRecord(body) || typeof body['type'] !== 'string' || !isRecord(body['data'])) throw fail('webhook_malformed');
  if (body['type'] !== 'tracking.updated') return { event_id, type: 'ignored', tracking_number: null, reference: null, scan: null };
  const { tracking_number, reference, scan } = body['data'];
  if (typeof tracking_number !== 'string' || typeof reference !== 'string') throw fail('webhook_malformed');
  return { event_id, type: 'tracking.updated', tracking_number, reference, scan: toScan(scan) };
}

function toScan(scan: unknown): CarrierScan {
  const status = isRecord(scan) ? statuses.find((each) => each === scan['status']) : undefined;
  if (!isRecord(scan) || status === undefined) throw fail('webhook_malformed');
  const { scan_id, city, description, occurred_at } = scan;
  if (typeof scan_id !== 'string' || typeof description !== 'string' || typeof occurred_at !== 'string') throw fail('webhook_malformed');
  return { scan_id, status, city: typeof city === 'string' ? city : null, description, occurred_at };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
