const day_ms = 86_400_000;
/** How long a product lasts that was bought once: nobody knows, so a month. */
const usual_gap_days = 30;

export interface Purchase { readonly product_id: string; readonly occurred_at_ms: number }
/** `readiness` is 1 when the product should be used up about now, less before and after. */
export interface BuyAgain { readonly product_id: string; readonly score: number; readonly readiness: number }

/**
 * What a person has bought, by how often and by whether it is time again: the time since the last purchase against
 * the median of the times between purchases. Best first; ties by product id.
 */
export function buyAgain(purchases: readonly Purchase[], now_ms: number): BuyAgain[] {
  const times = new Map<string, number[]>();
  for (const { product_id, occurred_at_ms } of purchases) {
    const known = times.get(product_id);
    if (known) known.push(occurred_at_ms);
    else times.set(product_id, [occurred_at_ms]);
  }
  return [...times]
    .map(([product_id, all]) => {
      const readiness = readinessOf(all.toSorted((a, b) => a - b), now_ms);
      return { product_id, readiness, score: Math.log2(1 + all.length) * readiness };
    })
    .toSorted((a, b) => b.score - a.score || (a.product_id < b.product_id ? -1 : 1));
}

function readinessOf(times: readonly number[], now_ms: number): number {
  const gaps = times.slice(1).map((time, index) => time - times[index]!).toSorted((a, b) => a - b);
  const gap_ms = Math.max(day_ms, median(gaps) ?? usual_gap_days * day_ms);
  const share = Math.max(0, now_ms - (times.at(-1) ?? now_ms)) / gap_ms;
  return share <= 1 ? share : 2 ** ((1 - share) / 2);
}

function median(ascending: readonly number[]): number | undefined {
  const [low, high] = [ascending[(ascending.length - 1) >> 1], ascending[ascending.length >> 1]];
  return low === undefined || high === undefined ? undefined : (low + high) / 2;
}
