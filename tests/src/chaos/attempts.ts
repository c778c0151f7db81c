/** What a client knows of one attempt to buy, from what it was answered. Null: it was told nothing it could rely on. */
export interface Attempt {
  readonly payment_id: string;
  readonly checkout_id: string;
  readonly card: string;
  answer: 'placed' | 'rejected' | null;
  /** Orders of which the shop has said that they are cancelled. */
  readonly cancelled: Set<string>;
}

/** What all clients were told. Answers are promises, which the books are held against. */
export interface Told {
  readonly attempts: Map<string, Attempt>;
  /** Orders whose parcel the warehouse was told has left. */
  readonly shipped: Set<string>;
}

export const nothingTold = (): Told => ({ attempts: new Map(), shipped: new Set() });
