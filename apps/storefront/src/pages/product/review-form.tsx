import { Alert } from '@orinoco/ui/alert.tsx';
import { Button, LinkButton } from '@orinoco/ui/button.tsx';
import { Field, TextArea } from '@orinoco/ui/field.tsx';
import { Icon } from '@orinoco/ui/icon.tsx';
import { VisuallyHidden } from '@orinoco/ui/visually-hidden.tsx';
import type { FrameProps, ProductView } from '../../types.ts';
import { urls } from '../../urls.ts';
import css from './review-form.module.css';

const ratings = ['Poor', 'Fair', 'Good', 'Very good', 'Excellent'];

/** Five radio buttons that look like stars: arrow keys move, and all stars up to the chosen one are filled. */
const RatingStars = ({ rating, error }: { rating: string | undefined; error: string | undefined }) => (
  <fieldset aria-describedby={error ? 'review-rating-error' : undefined}>
    <legend className={css.legend}>Your rating</legend>
    <div className={css.stars}>
      {ratings.map((word, index) => (
        <label className={css.star} key={word} title={word}>
          <input type="radio" name="rating" value={index + 1} required defaultChecked={rating === String(index + 1)} /><VisuallyHidden>{`${index + 1} of 5 stars: ${word}`}</VisuallyHidden>
        </label>
      ))}
    </div>
    {error && <p className={css.error} id="review-rating-error">{error}</p>}
  </fieldset>
);

/** A review of one's own for signed-in customers, folded; the way to sign in for others. */
export const ReviewForm = ({ handle, account, draft = null }: { handle: string; account: FrameProps['account']; draft?: ProductView['review_draft'] }) => {
  const { values, errors } = draft ?? { values: {}, errors: {} };
  if (!account) return <p className={css.sign_in}><LinkButton kind="secondary" size="s" rel="nofollow" href={`${urls.sign_in}?return_to=${encodeURIComponent(`${urls.product(handle)}#write-review`)}`}>Sign in to write a review</LinkButton></p>;
  return (
    <details className={css.write} open={draft !== null}>
      <summary className={css.summary}><Icon name="star" size={18} />Write a review</summary>
      <form className={css.form} id="write-review" method="post" action={urls.product_reviews(handle)} data-once="">
        {errors['form'] && <Alert tone="error"><p>{errors['form']}</p></Alert>}
        <RatingStars rating={values['rating']} error={errors['rating']} />
        <Field id="review-title" name="title" label="Title" hint="The most important thing in a few words" maxLength={150} autoComplete="off" defaultValue={values['title'] ?? ''} error={errors['title']} autoFocus={draft !== null} />
        <TextArea id="review-body" name="body" label="Your review" hint="What did you use it for, and how did it do?" maxLength={5000} rows={5} defaultValue={values['body'] ?? ''} error={errors['body']} />
        <div className={css.send}><Button>Publish review</Button><p>Shown with your name. One review per product.</p></div>
      </form>
    </details>
  );
};
