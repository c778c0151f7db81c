import { suite } from 'node:test';
import { testChanges } from './engine-suite/changes.ts';
import { testFacets } from './engine-suite/facets.ts';
import { testHostileInput } from './engine-suite/hostile-input.ts';
import { testMatching } from './engine-suite/matching.ts';
import { testRanking } from './engine-suite/ranking.ts';
import { testSuggestions } from './engine-suite/suggestions.ts';
import type { SearchEngine } from './port.ts';

/**
 * Registers what every search engine must do, whatever it ranks by. `create` gives an empty engine for English that shows
 * every change at once; it is asked for one a test.
 */
export function engineSuite(name: string, create: () => Promise<SearchEngine>, options: { skip?: string | false } = {}): void {
  suite(name, { skip: options.skip ?? false }, () => {
    for (const register of [testChanges, testFacets, testHostileInput, testMatching, testRanking, testSuggestions]) register(create);
  });
}
