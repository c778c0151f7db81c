/** One way: who types `from` also finds `to`, at a discount. `from` is one word, a `to` is one or two. */
export interface Synonym { from: string; to: string[] }

/** A start for English shops. Merchants edit them as settings. */
export const englishSynonyms: readonly Synonym[] = [
	{ from: 'tv', to: ['television'] }, { from: 'television', to: ['tv'] },
	{ from: 'laptop', to: ['notebook'] }, { from: 'notebook', to: ['laptop'] },
	{ from: 'fridge', to: ['refrigerator'] }, { from: 'refrigerator', to: ['fridge'] },
	{ from: 'cellphone', to: ['smartphone'] }, { from: 'mobile', to: ['smartphone'] }, { from: 'phone', to: ['smartphone'] },
	{ from: 'earphone', to: ['headphone'] }, { from: 'earbud', to: ['headphone'] }, { from: 'headphone', to: ['headset'] },
	{ from: 'screen', to: ['monitor'] }, { from: 'display', to: ['monitor'] },
	{ from: 'couch', to: ['sofa'] }, { from: 'sofa', to: ['couch'] },
	{ from: 'sneaker', to: ['trainer'] }, { from: 'trainer', to: ['sneaker'] },
	{ from: 'vacuum', to: ['hoover'] }, { from: 'hoover', to: ['vacuum'] },
	{ from: 'ps4', to: ['playstation 4'] }, { from: 'ps5', to: ['playstation 5'] },
	{ from: 'pc', to: ['computer'] }, { from: 'ssd', to: ['solid state'] }, { from: 'hdd', to: ['hard drive'] },
	{ from: 'jumper', to: ['sweater'] }, { from: 'sweater', to: ['jumper'] }, { from: 'pants', to: ['trousers'] },
];
