import { createElement, type ComponentType } from 'react';
import { hydrateRoot } from 'react-dom/client';
import type { IslandName } from './registry.ts';

const loaders: Record<IslandName, () => Promise<ComponentType<never>>> = {
  zoom: async () => (await import('./zoom.tsx')).Zoom,
};

/** Loads an island's code and hydrates the markup that the server made from the same props. */
export const mountIsland = async (element: HTMLElement, name: IslandName): Promise<void> => {
  const component = await loaders[name]();
  const props = JSON.parse(element.dataset['props'] ?? '{}') as never;
  hydrateRoot(element, createElement(component, props));
};
