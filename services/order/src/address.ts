import type { shapes } from '@orinoco/contract';

/** A postal address; the shape that every contract shares. */
export type Address = shapes.Address;
