/** How often a product stood at a place of the results for a text (from 1), and how often it was clicked there. */
export interface Shown { readonly text: string; readonly product_id: string; readonly position: number; readonly shown_count: number; readonly click_count: number }

/** What the model has learned of one product for one text. */
export interface Attraction {
  readonly text: string;
  readonly product_id: string;
  /** 0 to 1: how likely it is that somebody who looks at it clicks it. */
  readonly attractiveness: number;
  /** How often somebody is likely to have looked at it: what the estimate stands on. */
  readonly examined_count: number;
}

export interface ClickModel {
  /** By place, the first at index 0, which is 1: how likely it is that somebody looks there. */
  readonly examination: readonly number[];
  readonly attractions: readonly Attraction[];
}

const most_iterations = 200;
/** The largest change of an examination at which the fit counts as done. */
const tolerance = 1e-4;
/** What is assumed before anything was seen: two looks with this share of clicks. Keeps single clicks from being certainty. */
const assumed_looks = 2;
const assumed_attractiveness = 0.2;
/** A place without evidence is looked at as the curve of web search goes, 1 / place, weighing this many shows. */
const assumed_shows = 1;

/**
 * The position-based model: a click happens when somebody looks at the place (examination, by place alone) and is drawn
 * by the product (attractiveness, by text and product alone). Estimated by expectation maximization as in Chuklin,
 * Markov and de Rijke, Click Models for Web Search (2015), chapters 3.3 and 4.1, on counts instead of single sessions. The
 * two are only known up to a factor, so the first place counts as always looked at. Clicks beyond the shows, which only
 * a forger has, are left out.
 */
export function fitClickModel(rows: readonly Shown[]): ClickModel {
  const pairs = new Map<string, number>();
  const cells = rows.filter((row) => row.shown_count > 0).map(({ text, product_id, position, shown_count, click_count }) => {
    const key = `${product_id} ${text}`;
    const pair = pairs.get(key) ?? pairs.size;
    pairs.set(key, pair);
    return { text, product_id, pair, place: position - 1, shown: shown_count, clicked: Math.min(click_count, shown_count) };
  });
  const places = cells.reduce((most, cell) => Math.max(most, cell.place + 1), 0);
  const examination = Float64Array.from({ length: places }, (_, place) => 1 / (place + 1));
  const attractiveness = new Float64Array(pairs.size).fill(assumed_attractiveness);
  for (let iteration = 0; iteration < most_iterations; iteration++) if (improve(cells, examination, attractiveness) < tolerance) break;
  return { examination: [...examination], attractions: attractionsOf(cells, examination, attractiveness) };
}

interface Cell { readonly text: string; readonly product_id: string; readonly pair: number; readonly place: number; readonly shown: number; readonly clicked: number }

/** One step of expectation and maximization, in place; answers the largest change of an examination. */
function improve(cells: readonly Cell[], examination: Float64Array, attractiveness: Float64Array): number {
  const looks = new Float64Array(examination.length);
  const shows = new Float64Array(examination.length);
  const draws = new Float64Array(attractiveness.length).fill(assumed_looks * assumed_attractiveness);
  const chances = new Float64Array(attractiveness.length).fill(assumed_looks);
  for (const { pair, place, shown, clicked } of cells) {
    const [looked, drawn] = [examination[place]!, attractiveness[pair]!];
    const rest = shown - clicked;
    // Of what was not clicked: seen but not liked, or liked but not seen.
    const silence = Math.max(1e-9, 1 - looked * drawn);
    looks[place]! += clicked + (rest * looked * (1 - drawn)) / silence;
    shows[place]! += shown;
    draws[pair]! += clicked + (rest * drawn * (1 - looked)) / silence;
    chances[pair]! += shown;
  }
  for (let pair = 0; pair < attractiveness.length; pair++) attractiveness[pair] = draws[pair]! / chances[pair]!;
  let change = 0;
  for (let place = 1; place < examination.length; place++) {
    const next = Math.min(1, (looks[place]! + assumed_shows / (place + 1)) / (shows[place]! + assumed_shows));
    change = Math.max(change, Math.abs(next - examination[place]!));
    examination[place] = next;
  }
  return change;
}

function attractionsOf(cells: readonly Cell[], examination: Float64Array, attractiveness: Float64Array): Attraction[] {
  const byPair = new Map<number, { text: string; product_id: string; attractiveness: number; examined_count: number }>();
  for (const { text, product_id, pair, place, shown } of cells) {
    const known = byPair.get(pair) ?? { text, product_id, attractiveness: attractiveness[pair]!, examined_count: 0 };
    known.examined_count += shown * examination[place]!;
    byPair.set(pair, known);
  }
  return [...byPair.values()];
}
