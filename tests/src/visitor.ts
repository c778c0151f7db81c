import { randomUUID } from 'node:crypto';
import { fail, type Contract, type FieldError, type InputOf, type OutputOf } from '@orinoco/contract';
import { splitInput } from '@orinoco/http';

/** What came back. `body` is the parsed JSON, or the text when it is none. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

export interface Sending {
  readonly body?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Somebody who uses the shop over HTTP and keeps the cookies, as a browser does. */
export interface Visitor {
  readonly url: string;
  readonly cookies: ReadonlyMap<string, string>;
  send(verb: string, path: string, sending?: Sending): Promise<Answer>;
  /** A method of the public API by its contract. A refusal throws the problem's code, with `status` among its extras. */
  call<C extends Contract, Name extends keyof C['methods'] & string>(contract: C, name: Name, input: InputOf<C, Name>, headers?: Readonly<Record<string, string>>): Promise<OutputOf<C, Name>>;
}

export function createVisitor(url: string): Visitor {
  const cookies = new Map<string, string>();
  const send = async (verb: string, path: string, { body, headers = {} }: Sending = {}): Promise<Answer> => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const own = { origin: url, ...(cookie === '' ? {} : { cookie }), ...(body === undefined ? {} : { 'content-type': 'application/json' }) };
    const response = await fetch(`${url}${path}`, { method: verb, redirect: 'manual', headers: { ...own, ...headers }, ...(body === undefined ? {} : { body }), signal: AbortSignal.timeout(60_000) });
    for (const line of response.headers.getSetCookie()) keep(cookies, line);
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: parsed(text) };
  };
  return {
    url,
    cookies,
    send,
    async call(contract, name, input, headers = {}) {
      const { path, sending, verb } = requestFor(contract, name, input as Record<string, unknown>);
      const { status, body } = await send(verb, path, { ...sending, headers });
      if (status < 300) return body as never;
      throw refusalOf(status, body);
    },
  };
}

/** Where each field of the input goes: path, query or body. */
export function requestFor(contract: Contract, name: string, input: Readonly<Record<string, unknown>>): { verb: string; path: string; sending: Sending } {
  const method = contract.methods[name];
  if (method?.http === undefined) throw new Error(`${contract.service}.${name} is not shown over HTTP`);
  const { verb, path, params, body } = splitInput(method);
  const filled = path.replace(/:(\w+)/g, (_, field: string) => encodeURIComponent(String(input[field])));
  const rest = Object.entries(input).filter(([field]) => !(field in params.properties));
  if (body) return { verb, path: filled, sending: { body: JSON.stringify(Object.fromEntries(rest)) } };
  const search = new URLSearchParams(rest.filter(([, value]) => value !== undefined).flatMap(([field, value]) => (Array.isArray(value) ? value.map((each) => [field, String(each)]) : [[field, String(value)]])));
  return { verb, path: search.size === 0 ? filled : `${filled}?${search.toString()}`, sending: {} };
}

/** The problem as the error that it was. */
function refusalOf(status: number, body: unknown): Error {
  if (typeof body !== 'object' || body === null || !('code' in body)) return new Error(`HTTP ${status}: ${String(body).slice(0, 500)}`);
  const { code, detail, errors, ...extra } = body as { code: string; detail?: string; errors?: FieldError[] };
  return fail(code, { detail: detail ?? '', ...(errors ? { errors } : {}), extra });
}

function keep(cookies: Map<string, string>, line: string): void {
  const [pair = '', ...attributes] = line.split('; ');
  const [name = '', value = ''] = pair.split(/=(.*)/s);
  const is_over = value === '' || attributes.some((attribute) => /^max-age=0$/i.test(attribute) || (/^expires=/i.test(attribute) && Date.parse(attribute.slice(8)) < Date.now()));
  if (is_over) cookies.delete(name);
  else cookies.set(name, value);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Asks again until there is an answer that is not false, null or undefined; after 20 s it fails and says what for. */
export async function waitFor<T>(what: string, look: () => Promise<T | false | null | undefined>, timeout_ms = 20_000): Promise<T> {
  const give_up_at = Date.now() + timeout_ms;
  for (;;) {
    const found = await look();
    if (found !== false && found !== null && found !== undefined) return found;
    if (Date.now() > give_up_at) throw new Error(`Waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 40));
  }
}

export function someEmail(): string {
  return `buyer-${randomUUID()}@example.com`;
}
