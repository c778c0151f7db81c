import type { AttributeSpec, Brand, Kind } from './kinds/kind.ts';
import type { Category, CategoryAttribute, MarketplaceBrand } from './marketplace.ts';
import { deterministicUuid } from './random.ts';
import { slug } from './wording.ts';

const SEPARATOR = ' > ';

/** Names from the root down, of a kind's category path. */
export function pathOf(kind: Kind): string[] {
  return kind.category.split('>').map((name) => name.trim());
}

/** The name of the root category. */
export function departmentOf(kind: Kind): string {
  return pathOf(kind)[0] ?? '';
}

/** Root categories in the order in which the kinds name them. */
export function departmentsOf(kinds: readonly Kind[]): string[] {
  return [...new Set(kinds.map(departmentOf))];
}

export function categoryId(seed: number, path: readonly string[]): string {
  return deterministicUuid(`${seed}/category`, path.join(SEPARATOR));
}

export function brandId(seed: number, brand: Brand): string {
  return deterministicUuid(`${seed}/brand`, brand.id);
}

function toCategoryAttribute(spec: AttributeSpec): CategoryAttribute {
  const { code, label, type, unit, is_filterable } = spec;
  return unit === undefined ? { code, label, type, is_filterable } : { code, label, type, unit, is_filterable };
}

/** The leaf categories carry the attributes of all their kinds; of two kinds with the same code the first declares it. */
function attributesByPath(kinds: readonly Kind[]): Map<string, CategoryAttribute[]> {
  const byPath = new Map<string, CategoryAttribute[]>();
  for (const kind of kinds) {
    const key = pathOf(kind).join(SEPARATOR);
    const attributes = byPath.get(key) ?? [];
    for (const spec of kind.attributes) {
      if (!attributes.some((known) => known.code === spec.code)) attributes.push(toCategoryAttribute(spec));
    }
    byPath.set(key, attributes);
  }
  return byPath;
}

function allPaths(kinds: readonly Kind[]): string[][] {
  const paths = new Map<string, string[]>();
  for (const kind of kinds) {
    const path = pathOf(kind);
    for (let depth = 1; depth <= path.length; depth += 1) {
      const prefix = path.slice(0, depth);
      paths.set(prefix.join(SEPARATOR), prefix);
    }
  }
  return [...paths.values()];
}

/** A leaf's own name where no other category has it, else as much of the path as tells them apart. */
function handles(paths: readonly string[][]): Map<string, string> {
  const bySlug = Map.groupBy(paths, (path) => slug(path.at(-1) ?? ''));
  const result = new Map<string, string>();
  for (const [name, group] of bySlug) {
    for (const path of group) {
      const is_alone = group.length === 1 || path.length === 1;
      result.set(path.join(SEPARATOR), is_alone ? name : slug(path.join(' ')));
    }
  }
  return result;
}

/** Parents come before their children. `position` counts from 0 among siblings, in the order of the kinds. */
export function generateCategories(seed: number, kinds: readonly Kind[]): Category[] {
  const paths = allPaths(kinds);
  const handleOf = handles(paths);
  const attributesOf = attributesByPath(kinds);
  const positions = new Map<string, number>();
  return paths.map((path) => {
    const key = path.join(SEPARATOR);
    const parent = path.slice(0, -1);
    const position = positions.get(parent.join(SEPARATOR)) ?? 0;
    positions.set(parent.join(SEPARATOR), position + 1);
    return {
      category_id: categoryId(seed, path),
      parent_category_id: parent.length === 0 ? null : categoryId(seed, parent),
      handle: handleOf.get(key) ?? slug(key),
      name: path.at(-1) ?? '',
      path,
      position,
      attributes: attributesOf.get(key) ?? [],
    };
  });
}

/** Only brands that make at least one kind. */
export function generateBrands(seed: number, brands: readonly Brand[], kinds: readonly Kind[]): MarketplaceBrand[] {
  const used = new Set(kinds.flatMap((kind) => kind.brands));
  return brands.filter((brand) => used.has(brand.id)).map((brand) => ({
    brand_id: brandId(seed, brand), handle: slug(brand.name), name: brand.name, description: brand.description, country: brand.country,
  }));
}
