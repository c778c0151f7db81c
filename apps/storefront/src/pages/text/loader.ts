import { fail } from '@orinoco/contract';
import type { PageContext } from '../../server/context.ts';
import { findText, type TextView } from './texts.ts';

/** Throws `not_found` for a text that there is not. */
export async function loadText({ params }: Pick<PageContext, 'params'>): Promise<TextView> {
  const text = findText(params['handle'] ?? '');
  if (!text) throw fail('not_found');
  return text;
}
