import type { ZoomProps } from './zoom.tsx';

/** Every island with its props. */
export type IslandProps = { zoom: ZoomProps };
export type IslandName = keyof IslandProps;
