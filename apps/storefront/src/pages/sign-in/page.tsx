import { Alert } from '@orinoco/ui/alert.tsx';
import { Button } from '@orinoco/ui/button.tsx';
import { Field } from '@orinoco/ui/field.tsx';
import type { Head } from '../../document.ts';
import { QuietCard } from '../../forms/quiet-card.tsx';
import type { SignInView } from '../../order-types.ts';
import { urls } from '../../urls.ts';
import css from './page.module.css';

export const signInHead = (): Head => ({ title: 'Sign in | Orinoco', description: 'Sign in to Orinoco.', is_indexed: false });

const DemoAccounts = ({ view }: { view: SignInView }) => (
  <div className={css.demo}>
    <p className={css.demo_title}>Or try the demo as</p>
    {view.demo_accounts.map((account) => (
      <form method="post" action={urls.sign_in} key={account.email}>
        <input type="hidden" name="email" value={account.email} /><input type="hidden" name="password" value={account.password} />{view.return_to && <input type="hidden" name="return_to" value={view.return_to} />}
        <Button kind="secondary" is_wide>{account.label.slice(0, 1).toUpperCase()}{account.label.slice(1)}<span className={css.demo_email}>{account.email}</span></Button>
      </form>
    ))}
  </div>
);

export const SignInPage = ({ view }: { view: SignInView }) => (
  <QuietCard title="Sign in" foot={<>New to Orinoco? <a href={view.return_to ? `${urls.sign_up}?return_to=${encodeURIComponent(view.return_to)}` : urls.sign_up}>Create an account</a></>}>
    {view.errors['form'] && <Alert tone="error"><p>{view.errors['form']}</p></Alert>}
    <form method="post" action={urls.sign_in} data-once="">
      {view.return_to && <input type="hidden" name="return_to" value={view.return_to} />}
      <Field id="email" label="E-mail" type="email" autoComplete="username" defaultValue={view.values['email'] ?? ''} error={view.errors['email']} />
      <Field id="password" label="Password" type="password" autoComplete="current-password" error={view.errors['password']} />
      <a className={css.forgot} href={urls.reset_password}>Forgot your password?</a>
      <Button size="l" is_wide>Sign in</Button>
    </form>
    {view.demo_accounts.length > 0 && <DemoAccounts view={view} />}
  </QuietCard>
);
