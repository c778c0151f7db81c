import { Alert } from '@orinoco/ui/alert.tsx';
import type { Notice } from '../cart-types.ts';
import css from './notices.module.css';

/** What happened, above everything else. */
export const Notices = ({ notices, is_flush = false }: { notices: Notice[]; is_flush?: boolean }) =>
  notices.length === 0 ? null : <div className={is_flush ? `${css.notices} ${css.flush}` : css.notices}>{notices.map((notice) => <Alert tone={notice.tone} key={notice.text}><p>{notice.text}</p></Alert>)}</div>;
