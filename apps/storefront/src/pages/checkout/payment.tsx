import { Alert } from '@orinoco/ui/alert.tsx';
import { Button, LinkButton } from '@orinoco/ui/button.tsx';
import { RadioCards } from '@orinoco/ui/choice.tsx';
import { Icon } from '@orinoco/ui/icon.tsx';
import type { CheckoutView, PaymentFrame } from '../../cart-types.ts';
import { urls } from '../../urls.ts';
import css from './payment.module.css';

/** In the demo: what can be typed into fields that take no real card. */
const TestCards = () => (
  <div className={css.test}>
    <p><strong>Demo: use a test card,</strong> with any later date and any code. Nothing is charged.</p>
    <ul>
      <li><code>4242 4242 4242 4242</code> approved</li>
      <li><code>4000 0025 0000 3155</code> asks to confirm</li>
      <li><code>4000 0000 0000 0002</code> declined</li>
    </ul>
  </div>
);

/**
 * The provider's fields in a frame of the provider's origin. `allow-same-origin` gives the frame its own origin, not this page's.
 * Without script the frame stays empty and hidden, and the link leads to the provider's page.
 */
const CardFields = ({ payment, is_demo }: { payment: PaymentFrame; is_demo: boolean }) => (
  <div className={css.fields} data-card-fields={payment.origin}>
    <p className={css.lead}><Icon name="lock" size={16} />Your card details go straight to our payment partner. This shop never sees the number.</p>
    {is_demo && <TestCards />}
    <div className={css.stage}>
      <iframe className={css.frame} title="Card details" data-src={payment.fields_url} width="100%" height="330" sandbox="allow-scripts allow-same-origin allow-forms" referrerPolicy="strict-origin" allow="payment" />
    </div>
    <p className={css.error} role="alert" data-card-error hidden />
    <input type="hidden" name="payment_token" defaultValue="" /><input type="hidden" name="card_brand" defaultValue="" /><input type="hidden" name="card_last4" defaultValue="" />
  </div>
);

const OwnPage = ({ payment }: { payment: PaymentFrame }) => (
  <>
    <p className={css.other}>Trouble with the fields? <a href={payment.page_url} rel="nofollow">Pay on our payment partner’s page</a></p>
    <div className={css.no_script}><LinkButton size="l" href={payment.page_url} rel="nofollow">Pay on our payment partner’s page</LinkButton><p>You come back here to review the order before anything is reserved.</p></div>
  </>
);

const Methods = ({ view }: { view: CheckoutView }) => {
  const [only] = view.payment_methods;
  if (view.payment && view.payment_methods.length <= 1) return <input type="hidden" name="payment_method" value={only?.code ?? 'card'} />;
  return <RadioCards name="payment_method" legend="Pay with" is_legend_hidden selected={only?.code ?? null} choices={view.payment_methods.map((method) => ({ value: method.code, label: method.name, detail: method.detail, aside: <Icon name="card" size={22} /> }))} />;
};

/** The payment section: the card in the provider's fields, or, when one was entered on the provider's page, that one. */
export const PaymentForm = ({ view, is_demo }: { view: CheckoutView; is_demo: boolean }) => {
  const problem = view.errors['payment_token'] ?? view.errors['payment_method'] ?? view.errors['form'];
  const payment = view.payment ?? null;
  const is_entered = Boolean(view.payment_token);
  return (
    <form className={css.form} method="post" action={urls.checkout_section('payment')} data-once="">
      <input type="hidden" name="checkout_id" value={view.checkout_id} />
      {problem && <Alert tone="error"><p>{problem}</p></Alert>}
      <Methods view={view} />
      {is_entered && <><input type="hidden" name="payment_token" value={view.payment_token ?? ''} /><p className={css.entered}><Icon name="card" size={22} /><span>{view.payment_label ?? 'The card you entered on our payment partner’s page'}</span></p></>}
      {!is_entered && payment && <CardFields payment={payment} is_demo={is_demo} />}
      <div className={!is_entered && payment ? css.submit_by_script : css.submit}>
        <Button size="l">Review the order</Button>
        {is_entered && <a className={css.change} href={`${urls.checkout}?step=payment`}>Use another card</a>}
      </div>
      {!is_entered && payment && <OwnPage payment={payment} />}
    </form>
  );
};
