import { stemmer as danish } from '@orama/stemmers/danish';
import { stemmer as dutch } from '@orama/stemmers/dutch';
import { stemmer as finnish } from '@orama/stemmers/finnish';
import { stemmer as french } from '@orama/stemmers/french';
import { stemmer as greek } from '@orama/stemmers/greek';
import { stemmer as hindi } from '@orama/stemmers/indian';
import { stemmer as indonesian } from '@orama/stemmers/indonesian';
import { stemmer as italian } from '@orama/stemmers/italian';
import { stemmer as norwegian } from '@orama/stemmers/norwegian';
import { stemmer as romanian } from '@orama/stemmers/romanian';
import { stemmer as russian } from '@orama/stemmers/russian';
import { stemmer as swedish } from '@orama/stemmers/swedish';
import type { Language, Synonym } from '../port.ts';
import { fold, foldGerman } from './fold.ts';
import type { HeadPosition } from './heads.ts';
import { stemArabic, stemCzech, stemGerman, stemHungarian, stemJapanese, stemKorean, stemPolish, stemPortuguese, stemSpanish, stemTurkish, withoutFleetingVowel } from './light-stemmers.ts';
import { stemEnglishPlural } from './stemmer.ts';
import { englishSynonyms } from './synonyms.ts';

/** What the engine knows of a language. Word lists are folded. */
export interface LanguageSettings {
  locale: Language;
  fold(word: string): string;
  /** Works on folded words, so that who leaves accents out finds the same. */
  stem(word: string): string;
  /** Left out of a query that has other words. */
  stop_words: readonly string[];
  /** "Battery for notebook": what follows in a title is what the product is for. */
  purpose_words: readonly string[];
  /** What follows in a title are features. */
  feature_words: readonly string[];
  head_position: HeadPosition;
  /** Letters that join the parts of compounds, the empty string among them; none in languages that write parts apart. */
  compound_links: readonly string[];
  synonyms: readonly Synonym[];
}

/** Snowball's is written in capitals of regular expressions that fail on digits; part numbers stay as they are. */
function wordsOnly(stem: (word: string) => string): (word: string) => string {
  return (word) => word.length < 3 || /\p{N}/u.test(word) ? word : stem(word);
}

/** Lists as one string: stop words | purpose words | feature words. */
function language(locale: Language, stem: (word: string) => string, lists: string, given: Partial<LanguageSettings> = {}): LanguageSettings {
  const [stop_words = [], purpose_words = [], feature_words = []] = lists.split('|').map((list) => list.trim().split(' ').filter(Boolean));
  return {
    locale, fold, stem: wordsOnly(stem), stop_words: [...new Set([...stop_words, ...purpose_words, ...feature_words])],
    purpose_words, feature_words, head_position: 'last', compound_links: [], synonyms: [], ...given,
  };
}

const french_stem = (word: string): string => french(word).replace(/(?<=..[ao]u|eu)x$/, '').replace(/(?<=...)nch$/, 'nc');
const dutch_stem = (word: string): string => dutch(word.length > 5 && word.endsWith('es') ? word.slice(0, -1) : word)
  .replace(/(?<=...)er$/, (end) => word.endsWith('eren') ? '' : end).replace(/v$/, 'f').replace(/z$/, 's').replace(/([bdfgklmnprst])\1$/, '$1');
const swedish_stem = (word: string): string => swedish(word).replace(/(?<=...)an$/, '');
const finnish_stem = (word: string): string => finnish(word).replace(/ng$/, 'nk').replace(/(?<=...)[aeiouy]$/, '');
const romanian_stem = (word: string): string => romanian(word.replace(/(?<=...)uri(?:le|lor)?$/, ''));

const english: LanguageSettings = {
  ...language('en', stemEnglishPlural, ''), stem: stemEnglishPlural, synonyms: englishSynonyms,
  stop_words: ['a', 'an', 'and', 'at', 'by', 'for', 'from', 'in', 'of', 'on', 'or', 'the', 'to', 'with'],
  purpose_words: ['for'], feature_words: ['with', 'to'],
};

const NORDIC_LINKS = ['', 's', 'e'];

const settings: Readonly<Record<Language, LanguageSettings>> = {
  en: english,
  de: language('de', stemGerman, 'der die das den dem des ein eine einen einem einer und oder in im am an auf aus von vom bei | fur zum zur | mit inkl ohne', { fold: foldGerman, compound_links: ['', 's', 'n', 'en', 'es', 'er', 'e'] }),
  nl: language('nl', dutch_stem, 'de het een en of in op van aan uit bij | voor | met zonder incl', { compound_links: ['', 's', 'en', 'e'] }),
  sv: language('sv', swedish_stem, 'en ett den det de och eller i pa av fran vid | for till | med utan', { compound_links: ['', 's', 'e', 'u', 'o'] }),
  da: language('da', danish, 'en et den det de og eller i pa af fra ved | til | med uden', { compound_links: NORDIC_LINKS }),
  no: language('no', norwegian, 'en et ei den det de og eller i pa av fra ved | til for | med uten', { compound_links: NORDIC_LINKS }),
  fi: language('fi', finnish_stem, 'ja tai on', { compound_links: ['', 'n'] }),
  hu: language('hu', stemHungarian, 'a az egy es vagy | | ', { compound_links: [''] }),
  fr: language('fr', french_stem, 'le la les l un une des du d et ou en au aux sur dans | pour de a | avec sans', { head_position: 'first' }),
  es: language('es', stemSpanish, 'el la los las un una unos unas y o en del al sobre | para de | con sin', { head_position: 'first' }),
  it: language('it', wordsOnly(italian), 'il lo la i gli le l un una uno e o in del della dei delle su al | per di da | con senza', { head_position: 'first' }),
  pt: language('pt', stemPortuguese, 'o a os as um uma uns umas e ou em no na do da dos das ao | para de | com sem', { head_position: 'first' }),
  ro: language('ro', romanian_stem, 'un o si sau in din la al ale ai a | pentru de | cu fara', { head_position: 'first' }),
  pl: language('pl', stemPolish, 'i lub w we na z ze od o po | do dla | bez', { head_position: 'first' }),
  cs: language('cs', stemCzech, 'a nebo v ve na z ze od o po | pro do k | s bez', { head_position: 'first' }),
  ru: language('ru', (word) => withoutFleetingVowel(russian(word)), 'и или в во на от о по из | для | с со без', { head_position: 'first' }),
  el: language('el', greek, 'ο η το οι τα του τησ των και η σε απο ενα μια | για | με χωρισ', { head_position: 'first' }),
  tr: language('tr', stemTurkish, 've veya ile bir bu | icin | ', {}),
  ar: language('ar', stemArabic, 'في من على الي عن و او | ل لل | مع بدون', { head_position: 'first' }),
  hi: language('hi', hindi, 'का के की में से पर और या को है | लिए | साथ', {}),
  id: language('id', indonesian, 'dan atau di ke dari yang | untuk | dengan tanpa', { head_position: 'first' }),
  ja: language('ja', stemJapanese, 'の を は が に で と も 用'),
  ko: language('ko', stemKorean, '및 또는 용'),
  zh: language('zh', (word) => word, '的 和 与 或 了 在'),
};

export function languageSettings(code: Language): LanguageSettings {
  return settings[code];
}
