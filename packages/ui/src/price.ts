/** Whole percent saved against the list price, rounded down so that the claim is never larger than the saving; null when below 1 %. */
export const savingPercent = (price_minor: number, list_price_minor: number | null): number | null => {
  if (list_price_minor === null || list_price_minor <= price_minor) return null;
  const percent = Math.floor(((list_price_minor - price_minor) * 100) / list_price_minor);
  return percent >= 1 ? percent : null;
};
