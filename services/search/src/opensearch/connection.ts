import { setTimeout as sleep } from 'node:timers/promises';
import { Client, errors } from '@opensearch-project/opensearch';
import { fail } from '@orinoco/contract';

/** The part of a logger that is used here. */
export interface EngineLog { warn(fields: object, message: string): void }

/** A piece of a request in OpenSearch's JSON. */
export type Json = Record<string, unknown>;

export interface Request {
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE' | 'HEAD';
  readonly path: string;
  readonly query?: Record<string, string | number | boolean>;
  readonly body?: Json;
  /** One JSON document a line, for `_bulk` and `_msearch`. */
  readonly lines?: readonly Json[];
  readonly timeout_ms: number;
  /** Statuses that are an answer too. */
  readonly expected?: readonly number[];
}

export interface Answer { readonly status: number; readonly body: unknown }

export interface Connection {
  /**
   * Sends a request, up to three times when the trouble may pass. Throws `unavailable` for what stays without a good
   * answer; the cause has the details.
   */
  send(request: Request): Promise<Answer>;
  close(): Promise<void>;
}

const tries = 3;
const first_pause_ms = 50;
const passing: ReadonlySet<number> = new Set([429, 502, 503, 504]);

/** Opens a connection to an OpenSearch of version 2 or 3. A user and password may stand in the URL. */
export function connect({ url, log, random = Math.random }: { url: string; log?: EngineLog | undefined; random?: () => number }): Connection {
  // Retries of the client come without a pause, which is no help to a node that is overwhelmed.
  const client = new Client({ node: url, maxRetries: 0, compression: 'gzip', suggestCompression: false });
  let closing: Promise<void> | undefined;
  const once = async ({ method, path, query, body, lines, timeout_ms, expected = [] }: Request): Promise<Answer> => {
    const parts = { method, path, ...(query && { querystring: query }), ...(body && { body }), ...(lines && { bulkBody: [...lines] }) };
    const { statusCode, body: answer } = await client.transport.request(parts, { requestTimeout: timeout_ms, ignore: [...expected] });
    return { status: statusCode ?? 0, body: answer as unknown };
  };
  return {
    async send(request) {
      for (let attempt = 1; ; attempt++) {
        try {
          return await once(request);
        } catch (error) {
          const is_last = attempt === tries || !isPassing(error);
          log?.warn({ error: String(error), path: request.path, attempt }, is_last ? 'OpenSearch does not answer' : 'OpenSearch is asked again');
          if (is_last) throw fail('unavailable', { detail: 'Product search is not answering', cause: error });
        }
        await sleep(first_pause_ms * 2 ** (attempt - 1) * (.5 + random()));
      }
    },
    // The client never ends closing a second time.
    close: () => (closing ??= client.close()),
  };
}

function isPassing(error: unknown): boolean {
  if (error instanceof errors.ResponseError) return passing.has(error.statusCode);
  return error instanceof errors.ConnectionError || error instanceof errors.TimeoutError || error instanceof errors.NoLivingConnectionsError;
}
