/**
 * Other shops, measured on another day: Medusa 2.21.2, Vendure 3.7.3 and EverShop 2.2.1 in production mode, on PostgreSQL 15
 * with a generated catalogue of 2,000 products with 3 variants each, two cores, November 2026. CPU ms an operation, server
 * and database; statements as PostgreSQL counted them. To be read as orders of magnitude: neither machine nor catalogue is this one.
 */
export interface PeerRow { readonly operation: string; readonly medusa: string; readonly medusa_cached: string; readonly vendure: string; readonly evershop: string }

export const peerTimes: readonly PeerRow[] = [
  { operation: 'list 24 products with prices', medusa: '69', medusa_cached: '7.9', vendure: '8.4 (search index), 53 (entities)', evershop: '15.2' },
  { operation: 'product by handle', medusa: '42', medusa_cached: '4.2', vendure: '16.3', evershop: '4.8' },
  { operation: 'search', medusa: '113; 5.9 (search module)', medusa_cached: '6.7; 2.5 (search module)', vendure: '619', evershop: '10.8' },
  { operation: 'add to cart', medusa: '174', medusa_cached: '', vendure: '29', evershop: '22.6' },
  { operation: 'whole guest checkout', medusa: '970', medusa_cached: '', vendure: '195', evershop: '485' },
];

export const peerStatements: readonly PeerRow[] = [
  { operation: 'completion', medusa: '97', medusa_cached: '', vendure: '103', evershop: '' },
  { operation: 'whole guest purchase', medusa: '661', medusa_cached: '', vendure: '337', evershop: '' },
];

export const peerStarts: readonly PeerRow[] = [
  { operation: 'start to ready, s', medusa: '4.0', medusa_cached: '', vendure: '2.9', evershop: '2.6' },
  { operation: 'idle memory, MB', medusa: '506', medusa_cached: '', vendure: '347', evershop: '732' },
];
