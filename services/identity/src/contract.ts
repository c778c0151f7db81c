import { Type, type Static } from 'typebox';
import { defineContract, method, shapes as s } from '@orinoco/contract';

export const Customer = s.object({ customer_id: s.Uuid, email: s.Email, name: s.text(100), locale: s.Locale, currency: s.Currency, is_email_verified: Type.Boolean(), accepts_marketing: Type.Boolean(), seller_ids: s.list(s.Uuid, 100), is_operator: Type.Boolean(), created_at: s.Timestamp });
export type Customer = Static<typeof Customer>;
export const SavedAddress = s.object({ address_id: s.Uuid, is_default: Type.Boolean(), address: s.Address });
export type SavedAddress = Static<typeof SavedAddress>;
export const Session = s.object({ session_id: s.Uuid, device: s.text(300), ip_address: s.text(60), created_at: s.Timestamp, last_seen_at: s.Timestamp, is_current: Type.Boolean() });
/** `session_token` is shown once; only its hash is kept. */
const SignedIn = s.object({ session_token: s.text(100), customer: Customer });
const Password = Type.String({ minLength: 8, maxLength: 200 });
const Device = { device: Type.Optional(s.text(300)), ip_address: Type.Optional(s.text(60)) };
const self = { access: ['customer'], timeout_ms: 5_000, route_class: 'account' } as const;

export const identityContract = defineContract('identity', {
  errors: {
    email_taken: { status: 409, title: 'There is an account with this e-mail address already' },
    password_weak: { status: 422, title: 'Choose a password that is harder to guess' },
    credentials_wrong: { status: 401, title: 'The e-mail address or the password is wrong' },
    token_invalid: { status: 410, title: 'This link has expired or was used already' },
    session_invalid: { status: 401, title: 'You are signed out' },
    address_not_found: { status: 404, title: 'This address does not exist' },
    too_many_attempts: { status: 429, title: 'Too many attempts; wait a little' },
    customer_not_found: { status: 404, title: 'This customer does not exist' },
  },
  methods: {
    signUp: method({ summary: 'Makes an account and signs in', input: s.object({ email: s.Email, password: Password, name: s.text(100, 1), locale: Type.Optional(s.Locale), accepts_marketing: Type.Optional(Type.Boolean()), ...Device }), output: SignedIn, status: 201, errors: ['email_taken', 'password_weak', 'too_many_attempts'], access: ['public'], http: 'POST /v1/customers', timeout_ms: 10_000, idempotent: false, route_class: 'account' }),
    signIn: method({ summary: 'Starts a session', input: s.object({ email: s.Email, password: s.text(200, 1), ...Device }), output: SignedIn, status: 201, errors: ['credentials_wrong', 'too_many_attempts'], access: ['public'], http: 'POST /v1/sessions', timeout_ms: 10_000, idempotent: false, route_class: 'account' }),
    signOut: method({ summary: 'Ends the session', input: s.Empty, output: s.Done, http: 'DELETE /v1/sessions/current', idempotent: true, ...self }),
    listSessions: method({ summary: 'The devices that are signed in', input: s.Empty, output: s.object({ sessions: s.list(Session, 100) }), http: 'GET /v1/sessions', idempotent: true, ...self }),
    revokeSession: method({ summary: 'Signs a device out', input: s.object({ session_id: s.Uuid }), output: s.Done, http: 'DELETE /v1/sessions/:session_id', idempotent: true, ...self }),
    resolveSession: method({ summary: 'Who a session token belongs to; may hand out a new token (rotation)', input: s.object({ session_token: s.text(100, 1) }), output: s.object({ session_id: s.Uuid, customer_id: s.Uuid, name: s.text(100), locale: s.Locale, currency: s.Currency, seller_ids: s.list(s.Uuid, 100), is_operator: Type.Boolean(), rotated_token: s.nullable(s.text(100)) }), errors: ['session_invalid'], access: ['service'], timeout_ms: 2_000, idempotent: true }),
    getCustomer: method({ summary: 'Your profile', input: s.Empty, output: Customer, errors: ['customer_not_found'], http: 'GET /v1/customers/me', idempotent: true, ...self }),
    updateCustomer: method({ summary: 'Changes your profile and preferences', input: s.object({ name: Type.Optional(s.text(100, 1)), locale: Type.Optional(s.Locale), currency: Type.Optional(s.Currency), accepts_marketing: Type.Optional(Type.Boolean()) }), output: Customer, errors: ['customer_not_found'], http: 'PATCH /v1/customers/me', idempotent: true, ...self }),
    changePassword: method({ summary: 'Changes your password and signs all other devices out', input: s.object({ current_password: s.text(200, 1), password: Password }), output: s.Done, errors: ['customer_not_found', 'credentials_wrong', 'password_weak', 'too_many_attempts'], http: 'PUT /v1/customers/me/password', idempotent: false, ...self, timeout_ms: 10_000 }),
    verifyEmail: method({ summary: 'Confirms an e-mail address with the token that was sent to it', input: s.object({ token: s.text(100, 1) }), output: s.Done, errors: ['token_invalid'], access: ['public'], http: 'POST /v1/email-verifications', timeout_ms: 5_000, idempotent: true, route_class: 'account' }),
    requestPasswordReset: method({ summary: 'Sends a reset link, if there is such an account; the answer never tells', input: s.object({ email: s.Email }), output: s.Done, status: 202, errors: ['too_many_attempts'], access: ['public'], http: 'POST /v1/password-resets', timeout_ms: 5_000, idempotent: true, route_class: 'account' }),
    resetPassword: method({ summary: 'Sets a new password with the token that was sent, and signs every device out', input: s.object({ token: s.text(100, 1), password: Password }), output: s.Done, errors: ['token_invalid', 'password_weak'], access: ['public'], http: 'PUT /v1/password-resets/:token', timeout_ms: 10_000, idempotent: false, route_class: 'account' }),
    listAddresses: method({ summary: 'Your address book', input: s.Empty, output: s.object({ addresses: s.list(SavedAddress, 50) }), http: 'GET /v1/addresses', idempotent: true, ...self }),
    createAddress: method({ summary: 'Adds an address', input: s.object({ address: s.Address, is_default: Type.Optional(Type.Boolean()) }), output: SavedAddress, status: 201, errors: ['customer_not_found'], http: 'POST /v1/addresses', idempotent: false, idempotency_key: 'accepted', ...self }),
    updateAddress: method({ summary: 'Changes an address', input: s.object({ address_id: s.Uuid, address: Type.Optional(s.Address), is_default: Type.Optional(Type.Boolean()) }), output: SavedAddress, errors: ['address_not_found'], http: 'PATCH /v1/addresses/:address_id', idempotent: true, ...self }),
    deleteAddress: method({ summary: 'Removes an address', input: s.object({ address_id: s.Uuid }), output: s.Done, http: 'DELETE /v1/addresses/:address_id', idempotent: true, ...self }),
    saveAccounts: method({ summary: 'Brings in accounts, 1,000 at a time, with hashed or without passwords; for imports and the demo', input: s.object({ accounts: s.list(s.object({ customer_id: s.Uuid, email: s.Email, name: s.text(100), password: Type.Optional(Password), locale: Type.Optional(s.Locale), is_operator: Type.Optional(Type.Boolean()), seller_ids: Type.Optional(s.list(s.Uuid, 100)), address: Type.Optional(s.Address) }), 1000) }), output: s.object({ account_count: Type.Integer() }), errors: ['email_taken'], access: ['service'], timeout_ms: 60_000, idempotent: true }),
  },
});
