import { inspect } from 'node:util';

/** Text that prints as `[secret]` everywhere: string templates, JSON, console, inspect. */
export interface Secret {
  readonly reveal: () => string;
}

const hidden = '[secret]';

export function createSecret(text: string): Secret {
  const secret = { reveal: () => text };
  const show = () => hidden;
  for (const name of ['toString', 'toJSON', inspect.custom]) Object.defineProperty(secret, name, { value: show, enumerable: false });
  return Object.freeze(secret);
}
