/** This service tells nobody anything; it listens to carts and orders. */
export {};
