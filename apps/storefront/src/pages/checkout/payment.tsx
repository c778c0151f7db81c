import { Alert } from '@orinoco/ui/alert.tsx';
import { Button, LinkButton } from '@orinoco/ui/button.tsx';
import { RadioCards } from '@orinoco/ui/choice.tsx';
import { Icon } from '@orinoco/ui/icon.tsx';
import type { CheckoutView, PaymentFields } from '../../cart-types.ts';
import { urls } from '../../urls.ts';
import css from './payment.module.css';

/** In the demo: what can be typed into fields that take no real card. */
const TestCards = () => (
  <p className={css.test}><strong>Demo: only test cards work.</strong> <code>4242 4242 4242 4242</code> is approved, <code>4000 0000 0000 0002</code> is declined; any later date, any code. Nothing is charged.</p>
);

/**
 * The provider's fields in a frame of the provider's origin. `allow-same-origin` gives the frame its own origin, not this page's.
 * Without script the frame stays empty and hidden, and the link leads to the provider's page.
 */
const CardFields = ({ payment, is_demo }: { payment: PaymentFields; is_demo: boolean }) => (
  <div className={css.fields} data-card-fields={payment.origin}>
    <p className={css.lead}><Icon name="lock" size={16} />Your card details go straight to our payment partner. This shop never sees the number.</p>
    {is_demo && <TestCards />}
    <div className={css.stage}>
      <iframe className={css.frame} title="Card details" data-src={payment.fields_url} width="100%" height="330" sandbox="allow-scripts allow-same-origin allow-forms" referrerPolicy="strict-origin" allow="payment" />
    </div>
    <p className={css.error} role="alert" data-card-error hidden />
    <input type="hidden" name="payment_token" defaultValue="" /><input type="hidden" name="payment_label" defaultValue="" />
  </div>
);

/** The way to the provider's page: a small one where the fields work, the only one without script. Sent without a token, the form leads there too. */
const OwnPage = ({ payment }: { payment: PaymentFields }) => (
  <div className={css.own_page}>
    <p>Trouble with the fields, or no JavaScript?</p>
    {payment.page_url ? <LinkButton kind="secondary" size="s" href={payment.page_url} rel="nofollow">Pay on our payment partner’s page</LinkButton> : <Button kind="secondary" size="s" name="on_own_page" value="1">Pay on our payment partner’s page</Button>}
  </div>
);

const CardInHand = ({ label }: { label: string }) => (
  <div className={css.entered}><Icon name="card" size={22} /><p>{label}</p><LinkButton size="s" href={`${urls.checkout}?step=review`}>Continue with this card</LinkButton></div>
);

const Methods = ({ view }: { view: CheckoutView }) => {
  const [only] = view.payment_methods;
  if (view.payment_fields && view.payment_methods.length <= 1) return <input type="hidden" name="payment_method" value={only?.code ?? 'card'} />;
  return <RadioCards name="payment_method" legend="Pay with" is_legend_hidden selected={only?.code ?? null} choices={view.payment_methods.map((method) => ({ value: method.code, label: method.name, detail: method.detail, aside: <Icon name="card" size={22} /> }))} />;
};

/** The payment section: the card in the provider's fields; a card that was entered a moment ago can be kept. */
export const PaymentForm = ({ view, is_demo }: { view: CheckoutView; is_demo: boolean }) => {
  const problem = view.errors['payment_token'] ?? view.errors['payment_method'] ?? view.errors['form'];
  const payment = view.payment_fields;
  return (
    <form className={css.form} method="post" action={urls.checkout_section('payment')} data-once="">
      <input type="hidden" name="checkout_id" value={view.checkout_id} />
      {problem && <Alert tone="error"><p>{problem}</p></Alert>}
      {view.payment_label && <><CardInHand label={view.payment_label} /><p className={css.or}>Or use another card</p></>}
      <Methods view={view} />
      {payment && <CardFields payment={payment} is_demo={is_demo} />}
      <div className={payment ? css.submit_by_script : css.submit}><Button size="l" data-card-submit="">{payment ? 'Review the order' : 'Continue to payment'}</Button></div>
      {payment && <OwnPage payment={payment} />}
    </form>
  );
};
