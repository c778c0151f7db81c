import '@orinoco/ui/tokens.css';
import '@orinoco/ui/base.css';
import '../fonts/fonts.css';
import { remember } from '@orinoco/ui/remember.ts';
import type { ReactElement } from 'react';
import { renderToStaticMarkup, renderToString } from 'react-dom/server';
import type { FrameProps } from '../types.ts';
import { urls } from '../urls.ts';
import { Footer } from './footer.tsx';
import { DepartmentRow, HeaderBar } from './header.tsx';
import { Menu } from './menu.tsx';
import { Wordmark } from './wordmark.tsx';
import header_css from './header.module.css';
import css from './frame.module.css';

type Shared = Pick<FrameProps, 'departments' | 'is_demo' | 'locale' | 'currency'> & { path: string };
type SharedMarkup = { departments: string; menu: string; footer: string };

const skip = `<a class="${css.skip}" href="#main">Skip to main content</a>`;
const main = (page: string): string => `<main class="${css.main}" id="main" tabindex="-1">${page}</main>`;
/** Speaks what scripts change, such as "Added to cart". */
const toast = `<div class="${css.toast}" role="status" aria-live="polite" data-toast></div>`;

// The same for every visitor of a department, and as many elements as a dozen product cards: rendered once for each.
const sharedMarkup = remember(200, (key): SharedMarkup => {
  const frame = JSON.parse(key) as Shared;
  return { departments: renderToStaticMarkup(<DepartmentRow frame={frame} />), menu: renderToStaticMarkup(<Menu frame={frame} />), footer: renderToStaticMarkup(<Footer frame={frame} />) };
});

const sharedOf = ({ departments, is_demo, locale, currency, path }: FrameProps): SharedMarkup => {
  const here = departments.find((department) => urls.category(department.handle) === path);
  return sharedMarkup(JSON.stringify({ departments: departments.map(({ handle, name }) => ({ handle, name })), is_demo, locale, currency, path: here ? path : '' } satisfies Shared));
};

/** The body of a document: the whole shop around a page. */
export const renderFrame = (frame: FrameProps, search_text: string, page: ReactElement): string => {
  const shared = sharedOf(frame);
  const bar = renderToStaticMarkup(<HeaderBar frame={frame} search_text={search_text} />);
  return `${skip}<header class="${header_css.header}"${frame.cart_count === null ? ' data-fill="/me"' : ''}>${bar}${shared.departments}${shared.menu}</header>${main(renderToString(page))}${shared.footer}${toast}`;
};

/** The body with a calm frame for paying and signing in: the wordmark and a way back, nothing that leads elsewhere. */
export const renderQuietFrame = (way_back: { url: string; label: string }, page: ReactElement): string => {
  const header = renderToStaticMarkup(<header className={css.quiet}><div className={css.quiet_row}><Wordmark /><a className={css.back} href={way_back.url}>{way_back.label}</a></div></header>);
  return `${skip}${header}${main(renderToString(page))}${toast}`;
};
