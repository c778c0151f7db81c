import type { Product, Variant } from '../../types.ts';

export type OptionLink = { value: string; color: string | null; url: string; is_selected: boolean; is_available: boolean };
export type OptionLinks = { code: string; label: string; selected: string; values: OptionLink[] };

const matching = (variant: Variant, wanted: Record<string, string>): number =>
  Object.entries(wanted).filter(([code, value]) => variant.option_values[code] === value).length;

/**
 * For each value of each option the variant it leads to: the one that keeps most of the other choices, an available one first.
 * Values that no variant has are left out. `is_available` tells whether that exact combination can be bought.
 */
export const optionLinks = (product: Pick<Product, 'options' | 'variants'>, selected: Variant): OptionLinks[] =>
  product.options.map(({ code, label, values }) => ({
    code, label, selected: selected.option_values[code] ?? '',
    values: values.flatMap(({ value, color }): OptionLink[] => {
      const wanted = { ...selected.option_values, [code]: value };
      const target = product.variants
        .filter((variant) => variant.option_values[code] === value)
        .sort((a, b) => matching(b, wanted) - matching(a, wanted) || Number(b.is_available) - Number(a.is_available))[0];
      if (!target) return [];
      const is_exact = matching(target, wanted) === Object.keys(wanted).length;
      return [{ value, color: color ?? null, url: target.url, is_selected: selected.option_values[code] === value, is_available: is_exact && target.is_available }];
    }),
  }));
