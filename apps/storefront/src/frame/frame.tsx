import '@orinoco/ui/tokens.css';
import '@orinoco/ui/base.css';
import '../fonts/fonts.css';
import type { ReactNode } from 'react';
import type { FrameProps } from '../types.ts';
import { Footer } from './footer.tsx';
import { Header } from './header.tsx';
import { Wordmark } from './wordmark.tsx';
import css from './frame.module.css';

/** The whole shop around a page. The live region speaks what scripts change, such as "Added to cart". */
export const Frame = ({ frame, search_text = '', children }: { frame: FrameProps; search_text?: string; children: ReactNode }) => (
  <>
    <a className={css.skip} href="#main">Skip to main content</a>
    <Header frame={frame} search_text={search_text} />
    <main className={css.main} id="main" tabIndex={-1}>{children}</main>
    <Footer frame={frame} />
    <div className={css.toast} role="status" aria-live="polite" data-toast />
  </>
);

/** A calm frame for paying and signing in: the wordmark and a way back, nothing that leads elsewhere. */
export const QuietFrame = ({ way_back, children }: { way_back: { url: string; label: string }; children: ReactNode }) => (
  <>
    <a className={css.skip} href="#main">Skip to main content</a>
    <header className={css.quiet}><div className={css.quiet_row}><Wordmark /><a className={css.back} href={way_back.url}>{way_back.label}</a></div></header>
    <main className={css.main} id="main" tabIndex={-1}>{children}</main>
    <div className={css.toast} role="status" aria-live="polite" data-toast />
  </>
);
