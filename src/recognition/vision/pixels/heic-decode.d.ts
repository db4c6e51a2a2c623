/** What we use of heic-decode, whose published types lack the size and the disposal. */
declare module 'heic-decode' {
  interface HeicImage {
    readonly width: number;
    readonly height: number;
    /** RGBA. */
    decode(): Promise<{ width: number; height: number; data: Uint8ClampedArray }>;
  }
  const decodeHeic: { all(input: { buffer: Uint8Array }): Promise<HeicImage[] & { dispose(): void }> };
  export { decodeHeic as default };
}
