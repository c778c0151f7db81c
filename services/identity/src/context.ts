import type { Service } from '@orinoco/contract';
import type { Database } from '@orinoco/database';
import type { Logger } from '@orinoco/telemetry';
import type { identityContract } from './contract.ts';
import type { PasswordHasher } from './password.ts';

export interface IdentityDependencies {
  readonly database: Database;
  readonly clock: () => Date;
  readonly log: Logger;
}

/** What every group of methods works with. */
export interface IdentityContext extends IdentityDependencies {
  readonly hasher: PasswordHasher;
}

export type IdentityMethods = Service<typeof identityContract>;
