import { engineSuite } from './engine-suite.ts';
import { createEmbeddedEngine } from './engine/engine.ts';

engineSuite('the engine of this process', () => Promise.resolve(createEmbeddedEngine()));
