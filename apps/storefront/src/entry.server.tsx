import type { ReactNode } from 'react';
import { renderDocument, type Head } from './document.ts';
import { renderFrame, renderQuietFrame } from './frame/frame.tsx';
import type { FrameProps } from './types.ts';
import { pages, type PageName, type PageView } from './pages.tsx';

export type { PageName, PageView } from './pages.tsx';

/** Every page that can be rendered. */
export const page_names = Object.keys(pages) as PageName[];

// The table's rows differ in their view; renderPage's signature ties the name to the view, so inside it is opaque.
type AnyPage = {
  head: (view: never, frame: FrameProps) => Head; Page: (props: { view: never; frame: FrameProps }) => ReactNode;
  way_back?: { url: string; label: string }; search_text?: (view: never) => string;
};

/** The whole HTML document of a page from its loader's view. Synchronous: everything it shows is in `view` and `frame`. */
export const renderPage = <Name extends PageName>(name: Name, view: PageView[Name], frame: FrameProps): string => {
  const { head, Page, way_back, search_text } = pages[name] as AnyPage;
  const given = view as never;
  const page = <Page view={given} frame={frame} />;
  const body = way_back ? renderQuietFrame(way_back, page) : renderFrame(frame, search_text?.(given) ?? '', page);
  return renderDocument({ page_name: name, head: head(given, frame), frame, body });
};
