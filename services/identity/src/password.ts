import { availableParallelism } from 'node:os';
import { hash, verify } from '@node-rs/argon2';
import { fail } from '@orinoco/contract';
import { commonPasswords } from './common-passwords.ts';

/** OWASP's argon2id settings: 19 MiB, two passes, one lane. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;
const max_waiting = 200;

// Nobody knows the password of this hash. Checking against it makes an unknown account take as long as a known one.
const dummy_hash = '$argon2id$v=19$m=19456,t=2,p=1$0i5U3YrFe3U7deEOO9/ERg$X5S+g1DXpKf3woP+CZWGOemuUUUg34+l3pIOL29GwNk';

export interface PasswordHasher {
  /** argon2id in the PHC format. */
  hash(password: string): Promise<string>;
  /** False after the same time when there is no hash to compare with. */
  verify(password_hash: string | null | undefined, password: string): Promise<boolean>;
}

/**
 * Hashing takes a core and 19 MiB for tens of milliseconds, so no more of it runs at once than there are cores; 200
 * wait at most, and who comes after them gets `overloaded`.
 */
export function createPasswordHasher(concurrency: number = availableParallelism()): PasswordHasher {
  const waiting: (() => void)[] = [];
  let running = 0;
  const limited = async <T>(work: () => Promise<T>): Promise<T> => {
    if (running < concurrency) running++;
    else if (waiting.length < max_waiting) await new Promise<void>((resolve) => waiting.push(resolve));
    else throw fail('overloaded', { retry_after_s: 5 });
    try {
      return await work();
    } finally {
      // The place passes straight to the next in line, so that nobody can slip in between.
      const next = waiting.shift();
      if (next) next();
      else running--;
    }
  };
  return {
    hash: (password) => limited(() => hash(password, cost)),
    verify: (password_hash, password) => limited(async () => (await verify(password_hash ?? dummy_hash, password)) && password_hash != null),
  };
}

/** Why a password is too easy to guess, in words for its owner; undefined when it is good enough. */
export function weaknessOf(password: string, email: string): string | undefined {
  const lower = password.toLowerCase();
  if (new Set(lower).size < 5) return 'It repeats the same few characters';
  if (/^\d{1,11}$/.test(lower)) return 'It is a short number';
  if (isSequence(lower)) return 'It is a row of neighbouring characters';
  if ([lower, core(lower), core(withoutDisguise(core(lower))), core(withoutDisguise(lower))].some((form) => commonPasswords.has(form))) return 'It is one of the most common passwords';
  const name = email.split(/[+@]/, 1)[0]?.toLowerCase() ?? '';
  return name.length >= 4 && lower.includes(name) ? 'It contains your e-mail address' : undefined;
}

/** Throws `password_weak`, which names the field and the reason. */
export function checkPassword(password: string, email: string): void {
  const detail = weaknessOf(password, email);
  if (detail !== undefined) throw fail('password_weak', { detail, errors: [{ pointer: '/password', code: 'password_weak', detail }] });
}

/** What is left without the digits and signs that people put around a word. */
function core(text: string): string {
  return text.replace(/^[^a-z]+|[^a-z]+$/g, '');
}

const disguises: Readonly<Record<string, string>> = { '0': 'o', '1': 'i', '3': 'e', '4': 'a', '5': 's', '7': 't', '@': 'a', '$': 's', '!': 'i' };

function withoutDisguise(text: string): string {
  return text.replace(/[013457@$!]/g, (sign) => disguises[sign] ?? sign);
}

function isSequence(text: string): boolean {
  const steps = [...text].slice(1).map((sign, index) => sign.charCodeAt(0) - text.charCodeAt(index));
  return steps.every((step) => step === 1) || steps.every((step) => step === -1);
}
