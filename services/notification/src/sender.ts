import { setTimeout as sleep } from 'node:timers/promises';
import { createTransport } from 'nodemailer';
import type { Database } from '@orinoco/database';
import { counter, type Logger } from '@orinoco/telemetry';
import { claimDue, markRefused, markSent, type DueEmail } from './store.ts';

export interface SenderOptions {
  readonly database: Database;
  readonly clock: () => Date;
  readonly log: Logger;
  /** `smtp://user:password@host:587`, or `smtps://…`. */
  readonly smtp_url: string;
  readonly from_address: string;
}

export interface Sender {
  /** Sends what is due, 10 at most; answers how many were tried. */
  sendDue(): Promise<number>;
  close(): void;
}

const batch_size = 10;
const lease_s = 600;
const max_attempt_count = 12;
const tried = counter('orinoco_emails_tried_total', 'E-mails handed to the mail server', ['result']);

/**
 * Hands e-mails to a mail server. A refusal for good (SMTP 5xx for the message or its recipient) is final; everything
 * else is tried again after 30 s, doubling to an hour, 12 times. A crash between the server's yes and our note sends
 * an e-mail twice, with the same Message-ID, by which mailboxes tell.
 */
export function createSender({ database, clock, log, smtp_url, from_address }: SenderOptions): Sender {
  const transport = createTransport(withLimits(smtp_url));
  const host = from_address.match(/@([\w.-]+)/)?.[1] ?? 'localhost';
  const send = async ({ email_id, to_address, subject, html, body_text, attempt_count }: DueEmail) => {
    try {
      // As an object, or a comma in the address would make it two recipients.
      await transport.sendMail({ from: from_address, to: { name: '', address: to_address }, subject, html, text: body_text, messageId: `<${email_id}@${host}>`, headers: { 'Auto-Submitted': 'auto-generated' }, disableFileAccess: true, disableUrlAccess: true });
    } catch (error) {
      const retry_at = isFinal(error) || attempt_count >= max_attempt_count ? null : new Date(clock().getTime() + backoffMs(attempt_count));
      tried.inc({ result: retry_at === null ? 'failed' : 'retried' });
      log.warn({ email_id, attempt_count, error: String(error) }, 'e-mail not sent');
      return markRefused(database, email_id, String(error).slice(0, 1_000), retry_at);
    }
    tried.inc({ result: 'sent' });
    return markSent(database, email_id, clock());
  };
  return {
    async sendDue() {
      const due = await claimDue(database, clock(), lease_s, batch_size);
      await Promise.all(due.map(send));
      return due.length;
    },
    close: () => transport.close(),
  };
}

/** Runs the sender until stopped; `wake` makes it look at once. */
export function startSending(options: SenderOptions): { readonly wake: () => void; readonly stop: () => Promise<void> } {
  const sender = createSender(options);
  const stopping = new AbortController();
  let wake: () => void = () => undefined;
  let is_woken = false;
  const loop = async () => {
    while (!stopping.signal.aborted) {
      is_woken = false;
      const count = await sender.sendDue().catch((error: unknown) => {
        options.log.warn({ error: String(error) }, 'e-mails wait');
        return 0;
      });
      if (count === batch_size || is_woken) continue;
      await Promise.race([sleep(5_000, undefined, { signal: stopping.signal, ref: false }).catch(() => undefined), new Promise<void>((resolve) => { wake = resolve; })]);
    }
  };
  const ended = loop();
  return {
    wake: () => { is_woken = true; wake(); },
    stop: async () => {
      stopping.abort();
      wake();
      await ended;
      sender.close();
    },
  };
}

/** 30 s, doubling to an hour. */
export function backoffMs(attempt_count: number): number {
  return Math.min(30_000 * 2 ** (attempt_count - 1), 3_600_000);
}

/** The lease outlasts a batch: 10 e-mails over 2 connections, each given up within 100 s. */
function withLimits(smtp_url: string): string {
  const url = new URL(smtp_url);
  const limits = { pool: 'true', maxConnections: '2', connectionTimeout: '10000', greetingTimeout: '10000', socketTimeout: '30000' };
  for (const [name, value] of Object.entries(limits)) if (!url.searchParams.has(name)) url.searchParams.set(name, value);
  return url.href;
}

/** The message or its recipient was refused for good. A wrong password of ours is also 5xx, but it gets mended. */
function isFinal(error: unknown): boolean {
  if (!(error instanceof Error) || !('code' in error)) return false;
  const status = 'responseCode' in error ? Number(error.responseCode) : 0;
  return (error.code === 'EENVELOPE' || error.code === 'EMESSAGE') && (status >= 500 || status === 0);
}
