const tones: Record<string, 'neutral' | 'accent' | 'good' | 'warn'> = { placed: 'accent', paid: 'accent', processing: 'accent', shipped: 'accent', partially_shipped: 'accent', delivered: 'good', cancelled: 'neutral', returned: 'neutral', refunded: 'neutral', on_hold: 'warn' };

/** The tone of an order's status; a status unknown here is neutral. */
export const statusTone = (status: string) => tones[status] ?? 'neutral';
