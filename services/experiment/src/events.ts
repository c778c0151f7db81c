import { shapes as s } from '@orinoco/contract';
import { defineEvent } from '@orinoco/event';

/** A flag was created or changed; whoever keeps flags in memory reads it anew. Key: flag key. */
export const flagChanged = defineEvent('experiment.flag_changed', 1, s.object({ key: s.text(60) }));
