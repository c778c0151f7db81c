import { babyPetsKinds } from './kinds/baby-pets.ts';
import { beautyHealthKinds } from './kinds/beauty-health.ts';
import { homeTechBrands } from './kinds/brands-home-tech.ts';
import { lifeBrands } from './kinds/brands-life.ts';
import { electronicsKinds } from './kinds/electronics.ts';
import { fashionKinds } from './kinds/fashion.ts';
import { groceryKinds } from './kinds/grocery.ts';
import { homeKitchenKinds } from './kinds/home-kitchen.ts';
import { musicTravelKinds } from './kinds/music-travel.ts';
import { officeBooksKinds } from './kinds/office-books.ts';
import { sportsOutdoorsKinds } from './kinds/sports-outdoors.ts';
import { toolsGardenKinds } from './kinds/tools-garden.ts';
import { toysGamesKinds } from './kinds/toys-games.ts';
import type { Brand, Kind } from './kinds/kind.ts';

/** Every kind of product, department by department; the order is the order of the categories. */
export const kinds: readonly Kind[] = [
  ...electronicsKinds,
  ...homeKitchenKinds,
  ...toolsGardenKinds,
  ...officeBooksKinds,
  ...groceryKinds,
  ...fashionKinds,
  ...sportsOutdoorsKinds,
  ...toysGamesKinds,
  ...beautyHealthKinds,
  ...babyPetsKinds,
  ...musicTravelKinds,
];

export const brands: readonly Brand[] = [...homeTechBrands, ...lifeBrands];
