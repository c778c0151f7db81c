/** Ways to write a unit after a number, folded, to the one way it is indexed. Languages' own names included. */
const ALIASES: Readonly<Record<string, string>> = {
  mm: 'mm millimeter millimetre millimeters millimetres millimetri milimetro milimetros мм',
  cm: 'cm centimeter centimetre centimeters centimetres centimetro centimetri centimetros см santimetre',
  m: 'm meter metre meters metres metro metri metros metr metry metrow м метр метра метров',
  km: 'km kilometer kilometre kilometers kilometres км',
  inch: 'in inch inches zoll pouce pouces pulgada pulgadas pollice pollici polegada polegadas inc tum tommer cal cali дюйм дюимов дюймов " ″ ” 吋 インチ 英寸',
  ft: 'ft foot feet ′',
  g: 'g gr gram grams gramm gramme grammes gramo gramos grammi gramas г грамм',
  kg: 'kg kgs kilogram kilograms kilogramm kilo kilos кг',
  mg: 'mg milligram milligrams мг',
  lb: 'lb lbs pound pounds',
  oz: 'oz ounce ounces',
  ml: 'ml milliliter millilitre milliliters millilitres мл',
  cl: 'cl',
  l: 'l liter litre liters litres litro litros litri л литр литра литров',
  kb: 'kb', mb: 'mb megabyte megabytes мб', gb: 'gb go gigabyte gigabytes гб', tb: 'tb to terabyte terabytes тб',
  hz: 'hz hertz гц', khz: 'khz кгц', mhz: 'mhz мгц', ghz: 'ghz ггц',
  w: 'w watt watts вт', kw: 'kw kilowatt квт', v: 'v volt volts в', a: 'a amp amps ampere', mah: 'mah мач', wh: 'wh', va: 'va', kva: 'kva',
  lm: 'lm lumen lumens', mp: 'mp megapixel megapixels мп', dpi: 'dpi', rpm: 'rpm',
  pack: 'pk pack packs', hp: 'hp',
};
/** Letters that end many part numbers, or words of their own: units only where they are joined to the number. */
const ONLY_JOINED: ReadonlySet<string> = new Set(['a', 'in', 'to', 'go', 'v', 'hp', 'cal', 'inc', 'в']);
const UNITS: ReadonlyMap<string, string> = new Map(Object.entries(ALIASES).flatMap(([unit, names]) => names.split(' ').map((name) => [name, unit])));
const JOINED = /^(\d+(?:\.\d+)?)(\p{L}{1,12})$/u;
/** What may stand between a number and its unit. */
const FOLLOWING = /^(?:[ \u00a0\u202f-]?(\p{L}{1,12})(?![\p{L}\p{N}])|(["″”′]))/u;

/** A number with its unit, as terms, and how many characters each took. */
export interface Measure { number: string; unit: string }

/** "128gb" in its parts; undefined when it is no number with a unit. `word` is folded. */
export function joinedMeasure(word: string): Measure | undefined {
  const match = JOINED.exec(word);
  const unit = match ? UNITS.get(match[2]!) : undefined;
  return match && unit !== undefined ? { number: match[1]!, unit } : undefined;
}

/** The unit that a text begins with, behind a number: " ft", "-inch", a quotation mark; with the characters it takes. */
export function unitAfter(rest: string, fold: (word: string) => string): { unit: string; skipped: number; length: number } | undefined {
  const match = FOLLOWING.exec(rest);
  if (!match) return undefined;
  const written = match[1] ?? match[2]!;
  const name = match[1] === undefined ? written : fold(written);
  const unit = UNITS.get(name);
  const isApart = match[0].length > written.length;
  if (unit === undefined || (isApart && ONLY_JOINED.has(name))) return undefined;
  return { unit, skipped: match[0].length - written.length, length: written.length };
}
