import { formatDate } from '@orinoco/ui/delivery.ts';
import { EmptyState } from '@orinoco/ui/empty-state.tsx';
import type { Head } from '../../document.ts';
import type { EmailsView } from '../../order-types.ts';
import type { FrameProps } from '../../types.ts';
import css from './page.module.css';

export const emailsHead = (): Head => ({ title: 'Demo mailbox | Orinoco', description: 'Messages that this demonstration would have sent.', is_indexed: false });

export const EmailsPage = ({ view, frame }: { view: EmailsView; frame: FrameProps }) => (
  <div className={css.page}>
    <h1>Demo mailbox</h1>
    <p className={css.lead}>This demonstration sends no mail. What it would have sent is here.</p>
    {view.emails.length === 0 ? <EmptyState icon="mail" title="Nothing has been sent yet"><p>Place an order or create an account, and come back.</p></EmptyState> : (
      <ul className={css.emails}>
        {view.emails.map((email, index) => (
          <li key={email.email_id}>
            <details className={css.email} name="email" open={index === 0}>
              <summary className={css.summary}><span className={css.subject}>{email.subject}</span><span className={css.small}>To {email.to}</span><span className={css.small}>{formatDate(email.sent_at, frame.locale)}</span></summary>
              <div className={css.body}><p className={css.text}>{email.text}</p>{email.links.map((link) => <p key={link.url}><a href={link.url}>{link.label}</a></p>)}</div>
            </details>
          </li>
        ))}
      </ul>
    )}
  </div>
);
