import { formatMoney } from '@orinoco/money';
import { Button, LinkButton } from '@orinoco/ui/button.tsx';
import { RadioCards } from '@orinoco/ui/choice.tsx';
import { formatPromise } from '@orinoco/ui/delivery.ts';
import { Field } from '@orinoco/ui/field.tsx';
import { Icon } from '@orinoco/ui/icon.tsx';
import { Picture } from '@orinoco/ui/picture.tsx';
import { Steps } from '@orinoco/ui/steps.tsx';
import type { CheckoutView } from '../../cart-types.ts';
import type { Head } from '../../document.ts';
import { AddressFields, addressLine } from '../../forms/address.tsx';
import { Notices } from '../../forms/notices.tsx';
import { Totals } from '../../totals/totals.tsx';
import type { FrameProps } from '../../types.ts';
import { urls } from '../../urls.ts';
import { PaymentForm } from './payment.tsx';
import { Section } from './section.tsx';
import { checkoutSteps, stepTitles } from './steps.ts';
import css from './page.module.css';

type Part = { view: CheckoutView; locale: string };

export const checkoutHead = (): Head => ({ title: 'Checkout | Orinoco', description: 'Address, delivery and payment.', is_indexed: false });

const Hidden = ({ view }: { view: CheckoutView }) => <input type="hidden" name="checkout_id" value={view.checkout_id} />;

const back = `?return_to=${encodeURIComponent(urls.checkout)}`;

/** Guests may buy without an account; who has one, or wants one, comes back here with the same cart. */
const SignInPair = () => (
  <div className={css.account}>
    <p><strong>Have an account?</strong> Use your saved addresses and find the order in your account. Or just continue below as a guest.</p>
    <div className={css.account_links}><LinkButton kind="secondary" size="s" href={`${urls.sign_in}${back}`} rel="nofollow">Sign in</LinkButton><LinkButton kind="quiet" size="s" href={`${urls.sign_up}${back}`} rel="nofollow">Create an account</LinkButton></div>
  </div>
);

const AddressForm = ({ view, locale }: Part) => (
  <form className={css.form} method="post" action={urls.checkout_section('address')} data-once="">
    <Hidden view={view} />
    {view.is_guest && <SignInPair />}
    {view.is_guest && <Field id="email" label="E-mail" hint="For the confirmation and the parcel's whereabouts" type="email" autoComplete="email" defaultValue={view.email ?? ''} error={view.errors['email']} />}
    {view.addresses.length > 0 && (
      <RadioCards name="address_id" legend="Deliver to" is_legend_hidden selected={view.addresses.find((address) => address.is_default)?.address_id ?? view.addresses[0]?.address_id ?? null}
        choices={view.addresses.map((address) => ({ value: address.address_id, label: address.name, detail: addressLine(address, locale) }))} />
    )}
    {view.addresses.length === 0 && <AddressFields address={view.address} countries={view.countries} errors={view.errors} prefix="shipping" />}
    <div className={css.submit}><Button size="l">Deliver here</Button>{view.addresses.length > 0 && <a className={css.link} href={`${urls.account}#addresses`}>Add another address</a>}</div>
  </form>
);

const DeliveryForm = ({ view, locale }: Part) => (
  <form className={css.form} method="post" action={urls.checkout_section('delivery')} data-once="">
    <Hidden view={view} />
    {view.parcels.map((parcel, index) => (
      <div className={css.parcel} key={parcel.parcel_id}>
        <div className={css.parcel_head}>
          <h3>Parcel {index + 1} of {view.parcels.length}<span className={css.small}>from {parcel.seller.name}</span></h3>
          <ul className={css.pictures}>{parcel.lines.map((line) => <li key={line.title}><Picture media_key={line.media_key} alt={`${line.quantity} × ${line.title}`} width={48} /></li>)}</ul>
        </div>
        <RadioCards name={`delivery_${parcel.parcel_id}`} legend={`Delivery of parcel ${index + 1}`} is_legend_hidden selected={parcel.selected_option_id ?? parcel.options[0]?.delivery_option_id ?? null}
          choices={parcel.options.map((option) => ({
            value: option.delivery_option_id, label: option.promise ? formatPromise(option.promise, locale) : option.name, detail: option.promise ? option.name : undefined,
            aside: option.shipping_minor === 0 ? 'Free' : formatMoney(option.shipping_minor, view.totals.currency, locale),
          }))} />
      </div>
    ))}
    <div className={css.submit}><Button size="l">Continue to payment</Button></div>
  </form>
);

const ReviewForm = ({ view, locale }: Part) => (
  <form className={css.form} method="post" action={urls.checkout_section('order')} data-once="">
    <Hidden view={view} /><input type="hidden" name="idempotency_key" value={view.idempotency_key} />
    <input type="hidden" name="total_minor" value={view.totals.total_minor} />
    <ul className={css.lines}>
      {view.parcels.flatMap((parcel) => parcel.lines).map((line) => (
        <li className={css.line} key={`${line.title}${line.variant_label}`}><Picture media_key={line.media_key} alt="" width={64} /><span><strong>{line.title}</strong><span className={css.small}>{[line.variant_label, `Quantity ${line.quantity}`].filter(Boolean).join(' · ')}</span></span><bdi>{formatMoney(line.line_total_minor, view.totals.currency, locale)}</bdi></li>
      ))}
    </ul>
    <Button size="l" is_wide disabled={view.is_waiting}>{view.is_waiting ? 'Confirming your payment…' : `Place order for ${formatMoney(view.totals.total_minor, view.totals.currency, locale)}`}</Button>
    <p className={css.fine}><Icon name="lock" size={16} />Your card is reserved now and charged when the parcels ship.</p>
  </form>
);

const Side = ({ view, locale }: Part) => (
  <aside className={css.side} aria-label="Summary">
    <h2 className={css.side_title}>Summary</h2>
    <Totals totals={view.totals} locale={locale} unknown="By address" />
    <ul className={css.trust}><li><Icon name="shield" size={18} />Charged when it ships</li><li><Icon name="return" size={18} />Cancel until it has shipped</li><li><Icon name="lock" size={18} />Card numbers never reach this shop</li></ul>
  </aside>
);

const deliverySummary = (view: CheckoutView, locale: string): string =>
  view.parcels.map((parcel) => parcel.options.find((option) => option.delivery_option_id === parcel.selected_option_id)).flatMap((option) => (option ? [option.promise ? `${option.name}, ${formatPromise(option.promise, locale)}` : option.name] : [])).join('; ');

export const CheckoutPage = ({ view, frame }: { view: CheckoutView; frame: FrameProps }) => {
  const part = { view, locale: frame.locale };
  return (
    <>
      <div className={css.head}><h1>Checkout</h1><Steps steps={checkoutSteps.map((step) => ({ label: stepTitles[step], url: `${urls.checkout}?step=${step}` }))} current={checkoutSteps.indexOf(view.step)} /><p className={css.total}>Total <bdi>{formatMoney(view.totals.total_minor, view.totals.currency, frame.locale)}</bdi></p></div>
      <div className={css.layout}>
        <div className={css.sections}>
          <Notices notices={view.notices} />
          <Section section="address" step={view.step} summary={view.address && <p>{view.address.name}, {addressLine(view.address, frame.locale)}</p>}><AddressForm {...part} /></Section>
          <Section section="delivery" step={view.step} summary={<p>{deliverySummary(view, frame.locale)}</p>}><DeliveryForm {...part} /></Section>
          <Section section="payment" step={view.step} summary={<p>{view.payment_label}</p>}><PaymentForm view={view} is_demo={frame.is_demo} /></Section>
          <Section section="review" step={view.step} summary={null}><ReviewForm {...part} /></Section>
        </div>
        <Side {...part} />
      </div>
    </>
  );
};
