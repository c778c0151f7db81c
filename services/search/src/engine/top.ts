/**
 * The first `limit` of the first `count` documents in the order of `isBefore`, ordered. A bounded heap: sorting a
 * whole result for one page would cost more than the search.
 */
export function firstOf(documents: Int32Array, count: number, limit: number, isBefore: (a: number, b: number) => boolean): Int32Array {
  const size = Math.min(count, limit);
  const heap = documents.slice(0, size);
  for (let i = (size >> 1) - 1; i >= 0; i--) sink(heap, i, size, isBefore);
  for (let i = size; i < count; i++) {
    const document = documents[i]!;
    if (size === 0 || !isBefore(document, heap[0]!)) continue;
    heap[0] = document;
    sink(heap, 0, size, isBefore);
  }
  for (let end = size - 1; end > 0; end--) {
    const last = heap[0]!;
    heap[0] = heap[end]!;
    heap[end] = last;
    sink(heap, 0, end, isBefore);
  }
  return heap;
}

/** The last in order is on top. */
function sink(heap: Int32Array, from: number, size: number, isBefore: (a: number, b: number) => boolean): void {
  const document = heap[from]!;
  let at = from;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= size) break;
    if (child + 1 < size && isBefore(heap[child]!, heap[child + 1]!)) child++;
    if (!isBefore(document, heap[child]!)) break;
    heap[at] = heap[child]!;
    at = child;
  }
  heap[at] = document;
}
