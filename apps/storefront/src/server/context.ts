import type { Call } from '@orinoco/contract';
import type { Visitor } from '@orinoco/gateway';
import type { PageName, PageView } from '../pages.tsx';
import type { Directory } from './directory.ts';
import type { Form } from './form.ts';
import type { PaymentChoice } from './payment-choice.ts';
import type { DemoAccount, StorefrontClients } from './options.ts';

/** Where a parcel would go: what promises are made for. */
export interface Destination { readonly country: string; readonly region: string | null; readonly postal_code: string | null }

/** Everything a loader may look at. It does I/O through `clients` and `directory` alone. */
export interface PageContext {
  readonly clients: StorefrontClients;
  /** In the visitor's name, with the deadline of the page. */
  readonly call: Call;
  readonly visitor: Visitor;
  readonly params: Readonly<Record<string, string>>;
  /** Known parameters only, in a stable order. */
  readonly query: URLSearchParams;
  readonly path: string;
  /** Scheme, host and port of this request: where a browser sent to another site comes back to. */
  readonly origin: string;
  readonly directory: Directory;
  readonly destination: () => Promise<Destination>;
  readonly locale: string;
  readonly currency: string;
  readonly is_demo: boolean;
  readonly demo_accounts: readonly DemoAccount[];
  readonly provider_origin: string | null;
  /** The card that was chosen for a checkout, as the provider's one-time token. */
  readonly payment_choice: PaymentChoice | null;
  /** The cart that was bought a moment ago: it may still be open, but nothing of it is to be counted or bought again. */
  readonly ordered_cart_id: string | null;
}

/** What a form handler may do beyond a loader. */
export interface ActionContext extends PageContext {
  readonly form: Form;
  /** A script sent the form: it wants JSON, also of errors. */
  readonly is_scripted: boolean;
  /** What the browser calls itself and where it is, for the list of devices. */
  readonly device: { readonly device: string; readonly ip_address: string };
  /** The call of a visitor with an identity of its own: an anonymous one becomes a guest. */
  readonly shopperCall: () => Promise<Call>;
  /** The same call with more time, for what waits on a payment provider. */
  readonly patientCall: () => Promise<Call>;
  readonly startSession: (session_token: string) => void;
  readonly endSession: () => void;
  readonly keepPayment: (choice: PaymentChoice | null) => void;
  readonly keepOrderedCart: (cart_id: string) => void;
}

/** The address to go to instead. 303, so that the browser gets it with GET. */
export interface Redirect { readonly redirect_to: string; /** What a script that sent the form is told instead. */ readonly answer?: object }

export type Loader<Name extends PageName> = (context: PageContext) => Promise<PageView[Name] | Redirect>;

/** A page as the answer to a form: with its errors, or to be looked at again by itself after some seconds. */
export interface PageAnswer<Name extends PageName = PageName> { readonly page: Name; readonly view: PageView[Name]; readonly status: number; readonly refresh_s?: number }

export type Outcome = Redirect | { [Name in PageName]: PageAnswer<Name> }[PageName];
export type Action = (context: ActionContext) => Promise<Outcome>;

export function isRedirect(value: object): value is Redirect {
  return 'redirect_to' in value;
}
