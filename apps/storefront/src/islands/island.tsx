import type { ComponentType } from 'react';
import { Zoom } from './zoom.tsx';
import type { IslandName, IslandProps } from './registry.ts';

const components: { [Name in IslandName]: ComponentType<IslandProps[Name]> } = { zoom: Zoom };

/**
 * A part of a page that comes alive in the browser: rendered here, hydrated by runtime.ts when it is seen or touched.
 * Its props must be JSON and it must not call useId: ids come as props, because each island is its own root in the browser.
 */
export const Island = <Name extends IslandName>({ name, props, when = 'visible' }: { name: Name; props: IslandProps[Name]; when?: 'visible' | 'touch' }) => {
  const Component = components[name] as ComponentType<IslandProps[Name]>;
  return <div data-island={name} data-when={when} data-props={JSON.stringify(props)}><Component {...props} /></div>;
};
