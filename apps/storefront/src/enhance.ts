import { fillFrame } from './enhance/frame.ts';
import { enhanceAddresses } from './enhance/address.ts';
import { enhanceCartForms } from './enhance/cart-form.ts';
import { enhanceRails } from './enhance/rail.ts';
import { enhanceSteppers } from './enhance/stepper.ts';
import { enhanceForms } from './enhance/form.ts';
import { enhanceSearch } from './enhance/search.ts';
import { enhanceSearchEvents } from './enhance/search-events.ts';
import { enhanceGalleries } from './enhance/gallery.ts';

// Every page works without this file; each part looks for its own marks and does nothing where there are none.
enhanceSearch();
enhanceCartForms();
enhanceRails();
enhanceSteppers();
enhanceForms();
enhanceAddresses();
enhanceGalleries();
enhanceSearchEvents();
void fillFrame();
if (document.querySelector('[data-island]')) void import('./islands/runtime.ts').then(({ startIslands }) => startIslands());
if (document.querySelector('[data-card-fields]')) void import('./enhance/card-fields.ts').then(({ enhanceCardFields }) => enhanceCardFields());
