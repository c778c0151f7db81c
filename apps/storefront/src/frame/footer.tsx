import { Icon, type IconName } from '@orinoco/ui/icon.tsx';
import { textLinks } from '../pages/text/texts.ts';
import type { FrameProps } from '../types.ts';
import { urls } from '../urls.ts';
import { Wordmark } from './wordmark.tsx';
import css from './footer.module.css';

const promises: { icon: IconName; title: string; text: string }[] = [
  { icon: 'truck', title: 'A delivery day you can plan with', text: 'Every offer names its day before you order' },
  { icon: 'return', title: 'Cancel until it ships', text: 'On the order’s page, and your card is released' },
  { icon: 'shield', title: 'Charged when it ships', text: 'Your card is only reserved until then' },
  { icon: 'lock', title: 'Your card stays yours', text: 'Numbers go straight to the payment provider' },
];

/** A locale by its name in itself: "English (United States)". */
const localeName = (locale: string): string => new Intl.DisplayNames([locale], { type: 'language', languageDisplay: 'standard' }).of(locale) ?? locale;

const textsOf = (handles: string[]) => textLinks.filter(({ handle }) => handles.includes(handle)).map(({ handle, title }) => ({ label: title, url: urls.help(handle) }));

const LinkGroup = ({ title, links }: { title: string; links: { label: string; url: string }[] }) => (
  <div>
    <h2 className={css.title}>{title}</h2>
    <ul className={css.links}>{links.map((link) => <li key={link.url}><a className={css.link} href={link.url}>{link.label}</a></li>)}</ul>
  </div>
);

/** The shop's promises and the ways to everything that is not a product. */
export const Footer = ({ frame }: { frame: Pick<FrameProps, 'departments' | 'is_demo' | 'locale' | 'currency'> }) => (
  <footer className={css.footer}>
    <ul className={css.promises}>
      {promises.map((promise) => <li className={css.promise} key={promise.title}><Icon name={promise.icon} size={26} /><p><strong>{promise.title}</strong><span>{promise.text}</span></p></li>)}
    </ul>
    <div className={css.dark}>
      <div className={css.groups}>
        <LinkGroup title="Shop" links={[...frame.departments.slice(0, 5).map((department) => ({ label: department.name, url: urls.category(department.handle) })), { label: 'All departments', url: urls.departments }]} />
        <LinkGroup title="Your account" links={[{ label: 'Account', url: urls.account }, { label: 'Orders', url: urls.orders }, { label: 'Addresses', url: `${urls.account}#addresses` }, { label: 'Signed-in devices', url: `${urls.account}#devices` }, { label: 'Cart', url: urls.cart }]} />
        <LinkGroup title="Help" links={textsOf(['shipping', 'payment', 'returns', 'contact', 'accessibility'])} />
        <LinkGroup title="Orinoco" links={[...textsOf(['about', 'ranking', 'terms', 'privacy']), { label: 'API reference', url: '/docs' }, { label: 'OpenAPI document', url: '/openapi.json' }, ...(frame.is_demo ? [{ label: 'Demo mailbox', url: urls.emails }] : [])]} />
      </div>
      <div className={css.end}><Wordmark /><p>{frame.is_demo ? 'A demonstration shop: nothing is charged and nothing is shipped.' : 'No advertising cookies, no tracking by third parties.'}</p><p className={css.region}>{`${localeName(frame.locale)} · ${frame.currency}`}</p></div>
    </div>
  </footer>
);
