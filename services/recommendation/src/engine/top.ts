/** The `limit` candidates with the highest scores, best first; ties by the smaller candidate. */
export function topOf(candidates: Int32Array, count: number, scoreOf: (candidate: number) => number, limit: number): Int32Array {
  const top = new Int32Array(Math.min(limit, count));
  const scores = new Float64Array(top.length);
  let size = 0;
  for (let i = 0; i < count; i++) {
    const candidate = candidates[i]!;
    const score = scoreOf(candidate);
    if (size === top.length && !isBefore(score, candidate, scores[size - 1]!, top[size - 1]!)) continue;
    let place = size < top.length ? size++ : size - 1;
    for (; place > 0 && isBefore(score, candidate, scores[place - 1]!, top[place - 1]!); place--) {
      scores[place] = scores[place - 1]!;
      top[place] = top[place - 1]!;
    }
    scores[place] = score;
    top[place] = candidate;
  }
  return top.subarray(0, size);
}

function isBefore(score: number, candidate: number, otherScore: number, other: number): boolean {
  return score > otherScore || (score === otherScore && candidate < other);
}
