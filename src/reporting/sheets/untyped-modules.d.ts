/** Types of libraries that bring none: what of them is used here. */

declare module 'bidi-js' {
  interface EmbeddingLevels {
    readonly levels: Uint8Array;
  }
  interface Bidi {
    getEmbeddingLevels(text: string, direction?: 'ltr' | 'rtl' | 'auto'): EmbeddingLevels;
    /** The indices of the UTF-16 units in the order in which they are seen, from the left. */
    getReorderedIndices(text: string, levels: EmbeddingLevels): number[];
    getMirroredCharacter(character: string): string | null;
  }
  const createBidi: () => Bidi;
  export { createBidi as default };
}

declare module 'subset-font' {
  interface SubsetOptions {
    readonly targetFormat?: 'truetype' | 'sfnt' | 'woff' | 'woff2';
    readonly variationAxes?: Readonly<Record<string, number>>;
    readonly keepAllGlyphs?: boolean;
  }
  const subsetFont: (font: Buffer, text: string | undefined, options?: SubsetOptions) => Promise<Buffer>;
  export { subsetFont as default };
}
