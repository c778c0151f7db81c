import type { SynonymProposal } from './steering-shapes.ts';

export interface Reformulation { readonly from_text: string; readonly to_text: string; readonly seen_count: number }
export interface ClickedProduct { readonly text: string; readonly product_id: string; readonly click_count: number }
interface Known { readonly from: string; readonly to: readonly string[]; readonly is_two_way: boolean }

const most_proposals = 50;
const least_reformulations = 5;
/** Two texts mean the same when what is clicked for them is this alike (cosine), with so much of it. */
const least_similarity = 0.6;
const least_shared_products = 3;
const least_clicks = 10;
const most_words = 3;
/** A product that is clicked for more texts than this says nothing about any two of them, and would cost most. */
const most_texts_a_product = 50;

interface Evidence { reformulations: [there: number, back: number]; shared_product_count: number; shared_click_count: number; similarity: number; examples: string[] }

/**
 * Texts that may mean the same. What two texts have in common at their ends is taken off (`red couch`, `red sofa`: couch
 * and sofa), so several texts speak for one pair. From reformulations it is a synonym one way, or both ways when people went both; from
 * shared clicks both ways. What is only spelled differently, narrowed, widened, or known already is left out.
 */
export function proposeSynonyms({ reformulations, clicks, known }: { readonly reformulations: readonly Reformulation[]; readonly clicks: readonly ClickedProduct[]; readonly known: readonly Known[] }): SynonymProposal[] {
  const pairs = new Map<string, { a: string; b: string; evidence: Evidence }>();
  const evidenceOf = (from: string, to: string, example: string) => {
    const [a, b] = from < to ? [from, to] : [to, from];
    const pair = pairs.get(`${a}\n${b}`) ?? { a, b, evidence: { reformulations: [0, 0], shared_product_count: 0, shared_click_count: 0, similarity: 0, examples: [] } };
    pairs.set(`${a}\n${b}`, pair);
    if (pair.evidence.examples.length < 3 && !pair.evidence.examples.includes(example)) pair.evidence.examples.push(example);
    return { evidence: pair.evidence, direction: from === a ? 0 : 1 } as const;
  };
  for (const { from_text, to_text, seen_count } of reformulations) {
    const difference = differenceOf(from_text, to_text);
    if (!difference) continue;
    const { evidence, direction } = evidenceOf(...difference, `${from_text} → ${to_text}`);
    evidence.reformulations[direction] += seen_count;
  }
  for (const alike of alikeTexts(clicks)) {
    const difference = differenceOf(alike.a, alike.b);
    if (!difference) continue;
    const { evidence } = evidenceOf(...difference, `${alike.a} = ${alike.b}`);
    evidence.shared_product_count += alike.shared_product_count;
    evidence.shared_click_count += alike.shared_click_count;
    evidence.similarity = Math.max(evidence.similarity, alike.similarity);
  }
  const has = knownPairs(known);
  return [...pairs.values()].flatMap(({ a, b, evidence }) => proposalOf(a, b, evidence)).filter(({ from, to }) => !to.every((each) => has(from, each)))
    .toSorted((x, y) => weightOf(y) - weightOf(x) || (x.from < y.from ? -1 : 1)).slice(0, most_proposals);
}

function proposalOf(a: string, b: string, { reformulations: [there, back], ...shared }: Evidence): SynonymProposal[] {
  const is_shared = shared.similarity >= least_similarity;
  const [goes, comes] = [there >= least_reformulations, back >= least_reformulations];
  if (!is_shared && !goes && !comes) return [];
  const evidence = { reformulation_count: there + back, ...shared, similarity: Math.min(1, Math.round(shared.similarity * 1000) / 1000), examples: shared.examples.map((each) => each.slice(0, 250)) };
  const is_two_way = is_shared || (goes && comes);
  const [from, to] = is_two_way || goes ? [a, b] : [b, a];
  return [{ from, to: [to], is_two_way, evidence }];
}

function weightOf({ evidence }: SynonymProposal): number {
  return evidence.reformulation_count + evidence.shared_click_count * evidence.similarity;
}

function knownPairs(known: readonly Known[]): (from: string, to: string) => boolean {
  const pairs = new Set(known.flatMap(({ from, to, is_two_way }) => to.flatMap((each) => [`${from}\n${each}`, ...(is_two_way ? [`${each}\n${from}`] : [])])));
  return (from, to) => pairs.has(`${from}\n${to}`);
}

/** What differs between two texts once the words they share at both ends are off; undefined when it is no synonym: nothing or too much is left, or only the spelling changed. */
export function differenceOf(from: string, to: string): [string, string] | undefined {
  const [from_words, to_words] = [from.split(' '), to.split(' ')];
  const shortest = Math.min(from_words.length, to_words.length);
  let [start, end] = [0, 0];
  while (start < shortest && from_words[start] === to_words[start]) start++;
  while (end < shortest - start && from_words.at(-1 - end) === to_words.at(-1 - end)) end++;
  const [a, b] = [from_words.slice(start, from_words.length - end), to_words.slice(start, to_words.length - end)];
  if (a.length === 0 || b.length === 0 || a.length > most_words || b.length > most_words || a.some((word) => b.includes(word))) return undefined;
  const [left, right] = [a.join(' '), b.join(' ')];
  // Numbers tell sizes and models apart; edits of a letter or two are the spelling correction's work.
  if (/\d/.test(left + right) || left.replaceAll(' ', '') === right.replaceAll(' ', '')) return undefined;
  return editsBetween(left, right) <= Math.max(2, Math.floor(Math.min(left.length, right.length) / 4)) ? undefined : [left, right];
}

/** Levenshtein's distance. */
function editsBetween(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) next[j] = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1));
    row = next;
  }
  return row[b.length]!;
}

interface Alike { a: string; b: string; similarity: number; shared_product_count: number; shared_click_count: number }

/** Pairs of texts whose clicks go to the same products. */
function alikeTexts(clicks: readonly ClickedProduct[]): Alike[] {
  const totals = new Map<string, { clicks: number; squares: number }>();
  for (const { text, click_count } of clicks) {
    const total = totals.get(text) ?? { clicks: 0, squares: 0 };
    totals.set(text, { clicks: total.clicks + click_count, squares: total.squares + click_count ** 2 });
  }
  const byProduct = Map.groupBy(clicks.filter((each) => (totals.get(each.text)?.clicks ?? 0) >= least_clicks), (each) => each.product_id);
  const pairs = new Map<string, { a: string; b: string; dot: number; shared_product_count: number; shared_click_count: number }>();
  for (const own of byProduct.values()) {
    if (own.length > most_texts_a_product) continue;
    for (const x of own) for (const y of own) {
      if (x.text >= y.text) continue;
      const pair = pairs.get(`${x.text}\n${y.text}`) ?? { a: x.text, b: y.text, dot: 0, shared_product_count: 0, shared_click_count: 0 };
      pairs.set(`${x.text}\n${y.text}`, { ...pair, dot: pair.dot + x.click_count * y.click_count, shared_product_count: pair.shared_product_count + 1, shared_click_count: pair.shared_click_count + x.click_count + y.click_count });
    }
  }
  const lengthOf = (text: string) => Math.sqrt(totals.get(text)?.squares ?? 1);
  return [...pairs.values()].map(({ dot, ...pair }) => ({ ...pair, similarity: dot / (lengthOf(pair.a) * lengthOf(pair.b)) }))
    .filter((pair) => pair.shared_product_count >= least_shared_products && pair.similarity >= least_similarity);
}
