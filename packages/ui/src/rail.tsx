import type { ReactNode } from 'react';
import { Icon } from './icon.tsx';
import css from './rail.module.css';

/** A row of list elements (product cards are some) that scrolls sideways and snaps. The list can be scrolled by touch, wheel and keyboard; the buttons act by script. */
export const Rail = ({ rail_id, title, url = null, url_label = 'See all', children }: {
  rail_id: string; title: string; url?: string | null; url_label?: string; children: ReactNode;
}) => (
  <section className={css.rail} aria-labelledby={`${rail_id}-title`} data-rail>
    <div className={css.head}>
      <h2 id={`${rail_id}-title`}>{title}</h2>
      {url && <a className={css.all} href={url} aria-label={`${url_label}: ${title}`}>{url_label}<Icon name="chevron" size={14} /></a>}
      <span className={css.buttons}>
        <button type="button" className={css.button} data-rail-step="-1" aria-label={`Scroll back: ${title}`} aria-controls={rail_id} disabled><span className={css.back}><Icon name="chevron" size={18} /></span></button>
        <button type="button" className={css.button} data-rail-step="1" aria-label={`Scroll on: ${title}`} aria-controls={rail_id}><Icon name="chevron" size={18} /></button>
      </span>
    </div>
    <ul className={css.track} id={rail_id} tabIndex={0} aria-label={title}>
      {children}
    </ul>
  </section>
);
