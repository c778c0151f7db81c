/** This service tells nobody anything; it turns others' events into messages. */
export {};
