import type { Notice } from '../cart-types.ts';

/** What a page says after a form has led there. The address carries a code only, so nobody can put words on our pages. */
const notices: Readonly<Record<string, Notice>> = {
  profile_saved: { tone: 'good', text: 'Your profile is saved.' },
  address_saved: { tone: 'good', text: 'The address is saved.' },
  address_removed: { tone: 'good', text: 'The address is removed.' },
  device_removed: { tone: 'good', text: 'The device is signed out.' },
  email_verified: { tone: 'good', text: 'Your e-mail address is confirmed. Thank you.' },
};

export function noticeOf(query: URLSearchParams): Notice[] {
  const code = query.get('notice') ?? '';
  const notice = Object.hasOwn(notices, code) ? notices[code] : undefined;
  return notice ? [notice] : [];
}
