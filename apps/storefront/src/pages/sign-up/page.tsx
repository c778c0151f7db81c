import { Alert } from '@orinoco/ui/alert.tsx';
import { Button } from '@orinoco/ui/button.tsx';
import { Field } from '@orinoco/ui/field.tsx';
import type { Head } from '../../document.ts';
import { QuietCard } from '../../forms/quiet-card.tsx';
import type { SignUpView } from '../../order-types.ts';
import { urls } from '../../urls.ts';

export const signUpHead = (): Head => ({ title: 'Create an account | Orinoco', description: 'Create an Orinoco account.', is_indexed: false });

export const SignUpPage = ({ view }: { view: SignUpView }) => (
  <QuietCard title="Create an account" foot={<>Already have one? <a href={view.return_to ? `${urls.sign_in}?return_to=${encodeURIComponent(view.return_to)}` : urls.sign_in}>Sign in</a></>}>
    {view.errors['form'] && <Alert tone="error"><p>{view.errors['form']}</p></Alert>}
    <form method="post" action={urls.sign_up} data-once="">
      {view.return_to && <input type="hidden" name="return_to" value={view.return_to} />}
      <Field id="name" label="Your name" autoComplete="name" maxLength={100} defaultValue={view.values['name'] ?? ''} error={view.errors['name']} />
      <Field id="email" label="E-mail" type="email" autoComplete="username" maxLength={254} defaultValue={view.values['email'] ?? ''} error={view.errors['email']} />
      <Field id="password" label="Password" hint="At least 10 characters; a sentence is good" type="password" autoComplete="new-password" minLength={10} maxLength={200} error={view.errors['password']} />
      <Button size="l" is_wide>Create account</Button>
    </form>
  </QuietCard>
);
