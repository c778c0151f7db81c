type Words = { title: string; message: string };

const known: Record<number, Words> = {
  400: { title: 'That request was not complete', message: 'Something in the address or the form is missing or not as expected. Go back and check it.' },
  401: { title: 'Please sign in', message: 'This page is about your account. Sign in to see it.' },
  403: { title: 'This is not open to you', message: 'Your account may not see this page.' },
  404: { title: 'This page has drifted away', message: 'The address is wrong or the product is no longer sold.' },
  409: { title: 'Something changed in the meantime', message: 'A price, the stock or your cart is different now. Go back and look again; nothing was charged.' },
  429: { title: 'A little slower, please', message: 'There were many requests from your side. Wait a moment, then try again.' },
  500: { title: 'That went wrong on our side', message: 'We have a record of it. Your cart is safe and nothing was charged by this page.' },
  503: { title: 'Very busy right now', message: 'Many people are shopping at once. Try again in a moment; your cart is safe.' },
};

/** What an HTTP status means to a customer, and what to do. */
export const errorWords = (status: number): Words =>
  known[status] ?? known[status >= 500 ? 500 : 400] ?? { title: 'Something went wrong', message: 'Please try again.' };
