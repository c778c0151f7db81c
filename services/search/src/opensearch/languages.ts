import type { Language } from '../port.ts';
import type { Json } from './connection.ts';

/** Languages with an analyzer in the box. Polish has none: its words are matched as they are written, without accents. */
const builtIn: Readonly<Record<Exclude<Language, 'en' | 'pl'>, string>> = {
  ar: 'arabic', cs: 'czech', da: 'danish', de: 'german', el: 'greek', es: 'spanish', fi: 'finnish', fr: 'french', hi: 'hindi', hu: 'hungarian',
  id: 'indonesian', it: 'italian', ja: 'cjk', ko: 'cjk', nl: 'dutch', no: 'norwegian', pt: 'portuguese', ro: 'romanian', ru: 'russian',
  sv: 'swedish', tr: 'turkish', zh: 'cjk',
};

const simple = ['lowercase', 'asciifolding'];
const english = ['english_possessive', 'lowercase', 'asciifolding', 'english_stop', 'english_plural'];

/**
 * Analyzers of an index:
 * `words` brings words of the language to a common form, `plain` only folds case and accents (spelling, prefixes),
 * `glued` writes neighbours as one word, so that "airconditioner" finds "air conditioner".
 */
export function analysisOf(language: Language): Json {
  const glue = ['lowercase', 'asciifolding', 'glue'];
  return {
    filter: {
      english_possessive: { type: 'stemmer', language: 'possessive_english' },
      english_stop: { type: 'stop', stopwords: '_english_' },
      english_plural: { type: 'stemmer', language: 'minimal_english' },
      glue: { type: 'shingle', min_shingle_size: 2, max_shingle_size: 2, output_unigrams: false, token_separator: '', filler_token: '' },
    },
    analyzer: {
      words: wordAnalyzer(language),
      plain: { type: 'custom', tokenizer: 'standard', filter: simple },
      glued: { type: 'custom', tokenizer: 'standard', filter: language === 'en' ? [...glue, 'english_plural'] : glue },
      glued_query: { type: 'custom', tokenizer: 'standard', filter: language === 'en' ? [...simple, 'english_plural'] : simple },
    },
  };
}

function wordAnalyzer(language: Language): Json {
  if (language === 'en') return { type: 'custom', tokenizer: 'standard', filter: english };
  if (language === 'pl') return { type: 'custom', tokenizer: 'standard', filter: simple };
  return builtIn[language] === 'cjk' ? { type: 'cjk', stopwords: '_none_' } : { type: builtIn[language] };
}
