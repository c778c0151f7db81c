import { Badge } from '@orinoco/ui/badge.tsx';
import { Button } from '@orinoco/ui/button.tsx';
import { formatDate } from '@orinoco/ui/delivery.ts';
import { Field } from '@orinoco/ui/field.tsx';
import { Icon, type IconName } from '@orinoco/ui/icon.tsx';
import type { Head } from '../../document.ts';
import { AddressFields, AddressText } from '../../forms/address.tsx';
import { Notices } from '../../forms/notices.tsx';
import type { AccountView } from '../../order-types.ts';
import type { FrameProps } from '../../types.ts';
import { urls } from '../../urls.ts';
import { ownErrors } from './own-errors.ts';
import css from './page.module.css';

export const accountHead = (): Head => ({ title: 'Your account | Orinoco', description: 'Profile, addresses and devices.', is_indexed: false });

const sections: { url: string; icon: IconName; label: string }[] = [
  { url: urls.orders, icon: 'box', label: 'Your orders' }, { url: '#profile', icon: 'user', label: 'Profile' }, { url: '#addresses', icon: 'pin', label: 'Addresses' }, { url: '#devices', icon: 'lock', label: 'Devices' },
];
const operatorSections: typeof sections = [{ url: urls.operations, icon: 'alert', label: 'Operations' }, { url: urls.operatorSearch, icon: 'search', label: 'Search' }];

const Profile = ({ view }: { view: AccountView }) => (
  <section className={css.card} id="profile" aria-labelledby="profile-title">
    <h2 id="profile-title">Profile</h2>
    <form className={css.form} method="post" action={`${urls.account}/profile`} data-once="">
      <Field id="name" label="Name" autoComplete="name" maxLength={100} defaultValue={view.profile.name} error={ownErrors(view.errors).profile['name']} />
      <Field id="email" label="E-mail" type="email" autoComplete="email" readOnly defaultValue={view.profile.email} error={ownErrors(view.errors).profile['email']} hint={view.profile.is_email_verified ? 'What you sign in with' : 'Not confirmed yet: the link is in your mailbox'} />
      <div><Button>Save</Button></div>
    </form>
  </section>
);

const Addresses = ({ view, locale }: { view: AccountView; locale: string }) => {
  const { address: errors } = ownErrors(view.errors);
  return (
    <section className={css.card} id="addresses" aria-labelledby="addresses-title">
      <h2 id="addresses-title">Addresses</h2>
      <ul className={css.addresses}>
        {view.addresses.map((address) => (
          <li className={css.address} key={address.address_id}>
            <AddressText address={address} locale={locale} />
            <div className={css.actions}>
              {address.is_default ? <Badge tone="accent">Default</Badge> : <form method="post" action={`${urls.account}/addresses/${address.address_id}/default`}><Button kind="soft" size="s" aria-label={`Make default: ${address.line1}`}>Make default</Button></form>}
              <form method="post" action={`${urls.account}/addresses/${address.address_id}/removal`}><Button kind="quiet" size="s" aria-label={`Remove ${address.line1}`}>Remove</Button></form>
            </div>
          </li>
        ))}
      </ul>
      <details className={css.add} open={view.addresses.length === 0 || Boolean(view.typed_address) || Object.keys(errors).length > 0}>
        <summary className={css.add_summary}><Icon name="plus" size={18} />Add an address</summary>
        <form className={css.form} method="post" action={`${urls.account}/addresses`} data-once=""><AddressFields address={view.typed_address ?? null} countries={view.countries} errors={errors} prefix="new" /><div><Button>Save address</Button></div></form>
      </details>
    </section>
  );
};

const Devices = ({ view, locale }: { view: AccountView; locale: string }) => (
  <section className={css.card} id="devices" aria-labelledby="devices-title">
    <h2 id="devices-title">Signed-in devices</h2>
    <ul className={css.devices}>
      {view.devices.map((device) => (
        <li className={css.device} key={device.session_id}>
          <div><strong>{device.name}</strong> {device.is_current && <Badge tone="good">This device</Badge>}<p className={css.small}>{[device.place, `last seen ${formatDate(device.last_seen_at, locale)}`].filter(Boolean).join(', ')}</p></div>
          {!device.is_current && <form method="post" action={`${urls.account}/devices/${device.session_id}/removal`}><Button kind="quiet" size="s" aria-label={`Sign out ${device.name}`}>Sign out</Button></form>}
        </li>
      ))}
    </ul>
    <form method="post" action={urls.sign_out}><Button kind="secondary">Sign out here</Button></form>
  </section>
);

export const AccountPage = ({ view, frame }: { view: AccountView; frame: FrameProps }) => (
  <div className={css.page}>
    <h1>{view.profile.name ? `Hello, ${view.profile.name}` : 'Your account'}</h1>
    <nav aria-label="Your account"><ul className={css.sections}>{[...sections, ...(view.profile.is_operator ? operatorSections : [])].map((section) => <li key={section.url}><a className={css.section} href={section.url}><Icon name={section.icon} size={22} />{section.label}</a></li>)}</ul></nav>
    <Notices notices={view.notices} is_flush />
    <Profile view={view} /><Addresses view={view} locale={frame.locale} /><Devices view={view} locale={frame.locale} />
  </div>
);
