import { readFileSync } from 'node:fs';

/** A bug to plant: in the file, `find` becomes `replace`. */
export interface Mutation { readonly file: string; readonly find: string; readonly replace: string }

const planted: Mutation[] = [];

/** Plants bugs into every source that is read from now on. Throws when one no longer applies. */
export function plant(mutations: readonly Mutation[], root: string): void {
  for (const mutation of mutations) {
    const count = readFileSync(`${root}/${mutation.file}`, 'utf8').split(mutation.find).length - 1;
    if (count !== 1) throw new Error(`The mutation of ${mutation.file} applies ${count} times, not once: ${mutation.find.slice(0, 80)}`);
    planted.push(mutation);
  }
}

export function isMutated(path: string): boolean {
  return planted.some(({ file }) => path.endsWith(`/${file}`));
}

/** A source as it stands, or with the bugs planted. */
export function readSource(path: string): string {
  return planted.filter(({ file }) => path.endsWith(`/${file}`)).reduce((text, { find, replace }) => text.replace(find, () => replace), readFileSync(path, 'utf8'));
}
