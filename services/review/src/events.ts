import { Type } from 'typebox';
import { shapes as s } from '@orinoco/contract';
import { defineEvent } from '@orinoco/event';

/** The ratings of a product add up to something else now. Key: product_id. */
export const ratingChanged = defineEvent('review.rating_changed', 1, s.object({ product_id: s.Uuid, rating_average: s.nullable(Type.Number()), rating_count: Type.Integer() }));
