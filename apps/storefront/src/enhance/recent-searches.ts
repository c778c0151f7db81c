const key = 'recent-searches';
const most = 6;
const longest = 100;

/** The list with a search in front, each search once. */
export const withSearch = (searches: readonly string[], text: string): string[] => {
  const typed = text.trim().replaceAll(/\s+/g, ' ').slice(0, longest);
  return typed === '' ? [...searches] : [typed, ...searches.filter((each) => each.toLowerCase() !== typed.toLowerCase())].slice(0, most);
};

/** What is stored, or nothing when somebody else wrote there. */
export const readSearches = (stored: string | null): string[] => {
  try {
    const searches: unknown = JSON.parse(stored ?? '[]');
    return Array.isArray(searches) ? searches.filter((each): each is string => typeof each === 'string' && each.length <= longest).slice(0, most) : [];
  } catch {
    return [];
  }
};

/** This visitor's last searches. They stay in the browser; without its storage there are none. */
export const recentSearches = (): string[] => {
  try {
    return readSearches(localStorage.getItem(key));
  } catch {
    return [];
  }
};

export const rememberSearch = (text: string): void => {
  try {
    localStorage.setItem(key, JSON.stringify(withSearch(recentSearches(), text)));
  } catch {
    // A browser that keeps nothing.
  }
};

export const forgetSearches = (): void => {
  try {
    localStorage.removeItem(key);
  } catch {
    // There is nothing then.
  }
};
