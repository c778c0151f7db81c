import { Breadcrumbs } from '@orinoco/ui/breadcrumbs.tsx';
import { Icon } from '@orinoco/ui/icon.tsx';
import type { Head } from '../../document.ts';
import { breadcrumbList } from '../../json-ld.ts';
import type { FrameProps } from '../../types.ts';
import { urls } from '../../urls.ts';
import { textLinks, type TextView } from './texts.ts';
import css from './page.module.css';

const crumbsOf = (view: TextView) => [{ label: 'Home', url: urls.home }, { label: view.title, url: null }];

export const textHead = (view: TextView, frame: FrameProps): Head => ({ title: `${view.title} | Orinoco`, description: view.lead, json_ld: [breadcrumbList(crumbsOf(view), frame)] });

const Section = ({ section }: { section: TextView['sections'][number] }) => (
  <section className={css.section}>
    <h2>{section.title}</h2>
    {section.paragraphs.map((paragraph) => <p key={paragraph}>{paragraph}</p>)}
    {section.points && <ul className={css.points}>{section.points.map((point) => <li key={point}>{point}</li>)}</ul>}
    {section.links && <ul className={css.links}>{section.links.map((link) => <li key={link.url}><a href={link.url}>{link.label}<Icon name="chevron" size={14} /></a></li>)}</ul>}
  </section>
);

/** A text to read, with the other texts beside it. */
export const TextPage = ({ view }: { view: TextView }) => (
  <>
    <Breadcrumbs crumbs={crumbsOf(view)} />
    <div className={css.layout}>
      <article className={css.article}>
        <h1>{view.title}</h1>
        <p className={css.lead}>{view.lead}</p>
        {view.sections.map((section) => <Section section={section} key={section.title} />)}
      </article>
      <nav className={css.others} aria-label="Help and information">
        <ul>{textLinks.map(({ handle, title }) => <li key={handle}><a href={urls.help(handle)} aria-current={handle === view.handle ? 'page' : undefined}>{title}</a></li>)}</ul>
      </nav>
    </div>
  </>
);
