import { FlagNotFoundError, TargetingKeyMissingError, TypeMismatchError, type EvaluationContext, type JsonValue, type Provider, type ResolutionDetails } from '@openfeature/server-sdk';
import type { Evaluation } from './flag.ts';

/** Answers one flag for one unit, or undefined when there is no such flag. */
export type EvaluateOne = (key: string, unit_id: string) => Promise<Evaluation | undefined>;

/**
 * Orinoco's flags for code that speaks OpenFeature. The unit is the context's `targetingKey`. Only the flag that was
 * asked for counts as seen.
 */
export function createFlagProvider(evaluateOne: EvaluateOne): Provider {
  const resolve = async (key: string, context: EvaluationContext) => {
    if (!context.targetingKey) throw new TargetingKeyMissingError('The targeting key is the unit to assign');
    const evaluation = await evaluateOne(key, context.targetingKey);
    if (!evaluation) throw new FlagNotFoundError(`There is no flag ${key}`);
    return evaluation;
  };
  const wrong = (key: string, type: string) => new TypeMismatchError(`Flag ${key} is not a ${type}`);
  const details = <Value>({ variation, reason }: Evaluation, value: Value): ResolutionDetails<Value> => ({ value, variant: variation, reason });
  return {
    runsOn: 'server',
    metadata: { name: 'orinoco' },
    async resolveBooleanEvaluation(key, _fallback, context) {
      const evaluation = await resolve(key, context);
      if (typeof evaluation.value !== 'boolean') throw wrong(key, 'boolean');
      return details(evaluation, evaluation.value);
    },
    async resolveStringEvaluation(key, _fallback, context) {
      const evaluation = await resolve(key, context);
      if (typeof evaluation.value !== 'string') throw wrong(key, 'string');
      return details(evaluation, evaluation.value);
    },
    async resolveNumberEvaluation(key, _fallback, context) {
      const evaluation = await resolve(key, context);
      if (typeof evaluation.value !== 'number') throw wrong(key, 'number');
      return details(evaluation, evaluation.value);
    },
    async resolveObjectEvaluation<Value extends JsonValue>(key: string, _fallback: Value, context: EvaluationContext): Promise<ResolutionDetails<Value>> {
      await resolve(key, context);
      throw wrong(key, 'object');
    },
  };
}
