import { catalogContract } from '@orinoco/catalog/contract';
import { searchContract } from '@orinoco/search/contract';
import { buy, findOffers } from '../buying.ts';
import { createVisitor } from '../visitor.ts';

/** What a shop is asked by people, in a process of its own: look around, search, buy, again and again until its input is closed. */
const [, , url = '', visitor_count = '4'] = process.argv;
const counts = { looks: 0, purchases: 0, failures: [] as string[] };
const ending = new AbortController();
process.stdin.resume().once('end', () => ending.abort());

const offers = await findOffers(createVisitor(url), 3);

async function attempt(what: 'looks' | 'purchases', work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
    counts[what] += 1;
    process.stdout.write(`${JSON.stringify({ looks: counts.looks, purchases: counts.purchases })}\n`);
  } catch (error) {
    counts.failures.push(`${what}: ${error instanceof Error ? `${error.message} ${String(error.cause ?? '')}` : String(error)}`.slice(0, 300));
  }
}

async function page(path: string): Promise<void> {
  const response = await fetch(`${url}${path}`, { headers: { accept: 'text/html' } });
  await response.text();
  if (!response.ok) throw new Error(`${path} answered ${response.status}`);
}

async function shopFor(index: number): Promise<void> {
  while (!ending.signal.aborted) {
    const visitor = createVisitor(url);
    await attempt('looks', () => page('/'));
    await attempt('looks', () => visitor.call(catalogContract, 'listListings', { page_size: 20 }));
    await attempt('looks', () => visitor.call(searchContract, 'search', { text: offers[index % 3]?.title ?? '' }));
    await new Promise((resolve) => setTimeout(resolve, 100));
    await attempt('purchases', () => buy(visitor, offers.slice(index % 3, (index % 3) + 1)));
  }
}

await Promise.all(Array.from({ length: Number(visitor_count) }, (_, index) => shopFor(index)));
process.stdout.write(`${JSON.stringify(counts)}\n`);
