import { Alert } from '@orinoco/ui/alert.tsx';
import type { Notice } from '../cart-types.ts';
import css from './notices.module.css';

/** What happened, above everything else. */
export const Notices = ({ notices }: { notices: Notice[] }) =>
  notices.length === 0 ? null : <div className={css.notices}>{notices.map((notice) => <Alert tone={notice.tone} key={notice.text}><p>{notice.text}</p></Alert>)}</div>;
