/**
 * Stemmers for folded words (no accents), where Snowball's needs the accents, is absent, or cuts too deep. They take
 * off what marks number, case and gender of nouns and adjectives, since those are what people search products by.
 */

/** Takes off the longest of `suffixes` that leaves `least` letters; up to `rounds` times. */
function suffixStripper(suffixes: string, least: number, rounds = 1): (word: string) => string {
  const longestFirst = suffixes.split(' ').sort((a, b) => b.length - a.length);
  return (word) => {
    let stem = word;
    for (let round = 0; round < rounds; round++) {
      const suffix = longestFirst.find((each) => stem.length - each.length >= least && stem.endsWith(each));
      if (suffix === undefined) return stem;
      stem = stem.slice(0, -suffix.length);
    }
    return stem;
  };
}

/** Without the fleeting vowel before a last k: "сумок" and "сумка", "sluchawek" and "sluchawka". */
export function withoutFleetingVowel(stem: string): string {
  return stem.length < 4 ? stem : stem.replace(/(?<=[^aeiouyаеиоуыэюя])[eое](?=[kк]$)/u, '');
}

const polish = suffixStripper('iami ami ach iach owie ow om em ego emu ymi imi ych ich ej ie y i a e o u', 3);
const czech = suffixStripper('ami emi imi ymi ach ech ich ych ove ovi um om em am ou ej eho emu y i a e o u', 3);
const turkishSuffixes = 'larinin lerinin larindan lerinden larini lerini larina lerine larin lerin lari leri lar ler sinin sini sina sine si su nin nun yi yu ya ye li lu i u a e';
const turkish = suffixStripper(turkishSuffixes, 3, 3);
const hungarian = suffixStripper('okat eket akat oket okkal ekkel akkal okhoz ekhez akhoz oknak eknek aknak okban ekben akban ok ek ak k ban ben bol bel rol rel nak nek val vel hoz hez tol tel ert at et ot t', 3);
const arabicSuffixes = suffixStripper('ها ان ات ون ين يه ه ي', 3);
const korean = suffixStripper('에서 으로 에게 까지 부터 을 를 은 는 의', 2);

export function stemPolish(word: string): string {
  return withoutFleetingVowel(polish(word));
}

export function stemCzech(word: string): string {
  return withoutFleetingVowel(czech(word));
}

/** A final g is the softened k of "kulaklığı". */
export function stemTurkish(word: string): string {
  return turkish(word).replace(/(?<=..)g$/, 'k');
}

export function stemHungarian(word: string): string {
  if (word.length <= 4) return word.replace(/(?<=..[ao])k$/, '').replace(/(?<=...)[aeo]$/, '');
  const stem = hungarian(word);
  return stem.length > 3 ? stem.replace(/[aeo]$/, '') : stem;
}

export function stemSpanish(word: string): string {
  if (word.length < 4) return word.replace(/z$/, 'c');
  const singular = word.endsWith('s') && !word.endsWith('ss') ? word.slice(0, -1) : word;
  const stem = singular.length > 3 ? singular.replace(/[aeo]$/, '') : singular;
  return stem.replace(/z$/, 'c');
}

const german = suffixStripper('ern em en er es e', 3);

/** No more than endings of cases and plurals: Snowball's also takes -isch and -ung, which end compounds ("Arbeitstisch"). */
export function stemGerman(word: string): string {
  const stem = german(word.replace(/(?<=..[^aeiouy][aioy])s$/, ''));
  return stem.length > 4 ? stem.replace(/(?<=[lr])n$/, '') : stem;
}

export function stemPortuguese(word: string): string {
  if (word.length < 4) return word;
  const singular = word.replace(/(?:oes|aes)$/, 'ao').replace(/ais$/, 'al').replace(/eis$/, 'el').replace(/ois$/, 'ol').replace(/ns$/, 'm').replace(/(?<!s)s$/, '');
  return singular.endsWith('ao') || singular.length < 4 ? singular : singular.replace(/[aeo]$/, '');
}

/** Light10 of Larkey, Ballesteros and Connell (2002): the article and the commonest endings. */
export function stemArabic(word: string): string {
  const bare = word.replace(/^(?:وال|بال|كال|فال|لل|ال)(?=..)/, '');
  return arabicSuffixes(bare);
}

export function stemKorean(word: string): string {
  return korean(word);
}

/** A last long vowel is written or not: プリンター, プリンタ. */
export function stemJapanese(word: string): string {
  return word.length > 3 && word.endsWith('ー') ? word.slice(0, -1) : word;
}
