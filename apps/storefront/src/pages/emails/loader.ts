import { asService, fail } from '@orinoco/contract';
import type { Email } from '@orinoco/notification/contract';
import type { EmailsView } from '../../order-types.ts';
import type { PageContext } from '../../server/context.ts';

/** What the demo would have sent. There is no such page in a real shop: e-mails hold what opens accounts. */
export async function loadEmails({ clients, call, is_demo }: PageContext): Promise<EmailsView> {
  if (!is_demo) throw fail('not_found');
  const { emails } = await clients.notification.listEmails({ page_size: 25 }, asService(call, 'storefront'));
  return {
    emails: emails.map((email) => ({
      email_id: email.email_id, to: email.to_address, subject: email.subject, text: email.body_text, sent_at: email.sent_at ?? email.created_at,
      links: [...linksOf(email), { label: 'See it as it is sent', url: `/demo/emails/${email.email_id}` }],
    })),
  };
}

/** The e-mail as it would look, for a document of its own. Throws `not_found` outside the demo. */
export async function loadEmailHtml({ clients, call, is_demo, params }: PageContext): Promise<string> {
  if (!is_demo) throw fail('not_found');
  return (await clients.notification.getEmail({ email_id: params['email_id'] ?? '' }, asService(call, 'storefront'))).html;
}

/** The addresses that stand in the text, which is the one form without markup. */
export function linksOf({ body_text }: Pick<Email, 'body_text'>): { label: string; url: string }[] {
  const found = [...new Set(body_text.match(/https?:\/\/[^\s<>"')\]]+/g) ?? [])];
  return found.slice(0, 5).map((url) => ({ url, label: labelOf(url) }));
}

function labelOf(url: string): string {
  const pathname = URL.parse(url)?.pathname ?? '';
  if (pathname.startsWith('/verify-email')) return 'Confirm the address';
  if (pathname.startsWith('/reset-password')) return 'Choose a new password';
  if (pathname.startsWith('/orders')) return 'View the order';
  return url.slice(0, 80);
}
