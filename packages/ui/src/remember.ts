/**
 * Answers `make(key)` from memory when it can. Holds at most `limit` answers and starts over when full: keys may come from
 * requests, and without a bound anybody could fill the memory.
 */
export const remember = <Value>(limit: number, make: (key: string) => Value): ((key: string) => Value) => {
  const known = new Map<string, Value>();
  return (key) => {
    const found = known.get(key);
    if (found !== undefined) return found;
    const made = make(key);
    if (known.size >= limit) known.clear();
    known.set(key, made);
    return made;
  };
};
