import { Alert } from '@orinoco/ui/alert.tsx';
import { Button, LinkButton } from '@orinoco/ui/button.tsx';
import { Field } from '@orinoco/ui/field.tsx';
import type { Head } from '../../document.ts';
import { QuietCard } from '../../forms/quiet-card.tsx';
import type { ResetPasswordView } from '../../order-types.ts';
import { urls } from '../../urls.ts';

export const resetPasswordHead = (): Head => ({ title: 'Reset your password | Orinoco', description: 'Choose a new password.', is_indexed: false });

const back = <>Remembered it? <a href={urls.sign_in}>Sign in</a></>;

const Request = ({ view }: { view: ResetPasswordView }) => (
  <QuietCard title="Reset your password" lead="We send a link to your e-mail address." foot={back}>
    {view.errors['form'] && <Alert tone="error"><p>{view.errors['form']}</p></Alert>}
    <form method="post" action={urls.reset_password} data-once="">
      <Field id="email" label="E-mail" type="email" autoComplete="username" defaultValue={view.values['email'] ?? ''} error={view.errors['email']} />
      <Button size="l" is_wide>Send the link</Button>
    </form>
  </QuietCard>
);

const Choose = ({ view }: { view: ResetPasswordView }) => (
  <QuietCard title="Choose a new password" lead="Your other devices will be signed out.">
    {view.errors['form'] && <Alert tone="error"><p>{view.errors['form']}</p></Alert>}
    <form method="post" action={urls.reset_password} data-once="">
      <input type="hidden" name="token" value={view.token ?? ''} />
      <Field id="password" label="New password" hint="At least 10 characters; a sentence is good" type="password" autoComplete="new-password" minLength={10} maxLength={200} error={view.errors['password']} />
      <Button size="l" is_wide>Save the password</Button>
    </form>
  </QuietCard>
);

export const ResetPasswordPage = ({ view }: { view: ResetPasswordView }) => {
  if (view.step === 'choose') return <Choose view={view} />;
  if (view.step === 'request') return <Request view={view} />;
  if (view.step === 'sent') return <QuietCard title="Look into your mailbox" foot={back}><p>If there is an account for {view.values['email'] ?? 'this address'}, a link is on its way. It works for one hour.</p></QuietCard>;
  return <QuietCard title="Your password is changed"><LinkButton size="l" is_wide href={urls.sign_in}>Sign in</LinkButton></QuietCard>;
};
