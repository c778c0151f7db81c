/** What the client build left for the document: filled in by build.ts when the server bundle is made. */
declare module 'virtual:storefront-assets' {
  export const assets: {
    /** The module that every page loads. */
    enhance_url: string;
    /** Fonts of the first paint. */
    font_urls: string[];
    /** Page name to its whole style: the text when small, else the address of a hashed file. */
    styles: Record<string, { text: string } | { url: string }>;
  };
}
