/** This service tells nobody anything; it follows the catalogue. */
export {};
