/** The page's files as browsers get them: made of src/web by esbuild, cut by route, named by their content. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import type * as esbuild from 'esbuild';
import { rootDir } from '../../kernel/root.ts';

export interface Asset {
  /** Below /app/. */
  name: string;
  type: string;
  content: Buffer;
  zipped: Buffer;
  /** The name changes with the content, so it may be kept for good. */
  isPinned: boolean;
}

export const sourcesOfPage = join(rootDir, 'src/web');

const types = { '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.html': 'text/html' };

/**
 * `buildSync` leaves no helper process behind, which `build` does.
 * @returns `index.html` first
 * @throws when the page cannot be bundled, so that a broken one stops the start.
 */
export function bundlePage(): Asset[] {
  // Loaded where it is needed only: at most starts the page is there.
  const { buildSync } = createRequire(import.meta.url)('esbuild') as typeof esbuild;
  const { outputFiles, metafile } = buildSync({
    entryPoints: { main: join(sourcesOfPage, 'app/main.tsx'), styles: join(sourcesOfPage, 'ui/styles.css') },
    outdir: join(sourcesOfPage, 'assets'),
    absWorkingDir: rootDir,
    entryNames: '[name]-[hash]',
    chunkNames: '[name]-[hash]',
    bundle: true,
    splitting: true,
    write: false,
    metafile: true,
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"production"' },
    minify: true,
    charset: 'utf8',
    legalComments: 'none',
    logLevel: 'silent',
  });
  const made = outputFiles.map(({ path, contents }) =>
    toAsset(`assets/${basename(path)}`, Buffer.from(contents), true),
  );
  const outputOf = (source: string): string => {
    const [output] = Object.entries(metafile.outputs).find(([, { entryPoint }]) => entryPoint === source) ?? [];
    if (output === undefined) throw new Error(`The page could not be bundled: nothing came of ${source}.`);
    return output;
  };
  const main = outputOf('src/web/app/main.tsx');
  const index = fill(readFileSync(join(sourcesOfPage, 'index.html'), 'utf8'), {
    styles: addressOf(outputOf('src/web/ui/styles.css')),
    main: addressOf(main),
    early: chunksOf(metafile.outputs, main)
      .map((chunk) => `<link rel="modulepreload" href="${addressOf(chunk)}" />`)
      .join(''),
  });
  return [
    toAsset('index.html', Buffer.from(index), false),
    toAsset('icon.svg', readFileSync(join(sourcesOfPage, 'icon.svg')), false),
    ...made,
  ];
}

const addressOf = (output: string): string => `/app/${relative('src/web', output)}`;

/** What a file needs before it can run, found at once instead of one after the other. */
function chunksOf(
  outputs: Record<string, { imports: { path: string; kind: string }[] }>,
  entry: string,
  found = new Set<string>(),
): string[] {
  for (const { path, kind } of outputs[entry]?.imports ?? [])
    if (kind === 'import-statement' && !found.has(path)) {
      found.add(path);
      chunksOf(outputs, path, found);
    }
  return [...found];
}

function fill(html: string, values: Record<string, string>): string {
  return html.replace(/<!-- (\w+) -->|%(\w+)%/g, (_, mark: string | undefined, name: string | undefined) => {
    const value = values[mark ?? name ?? ''];
    if (value === undefined) throw new Error(`The page could not be bundled: index.html asks for ${mark ?? name}.`);
    return value;
  });
}

function toAsset(name: string, content: Buffer, isPinned: boolean): Asset {
  const [, type] = Object.entries(types).find(([end]) => name.endsWith(end)) ?? [];
  if (type === undefined) throw new Error(`The page could not be bundled: ${name} is of no known type.`);
  return { name, type, content, zipped: gzipSync(content, { level: 9 }), isPinned };
}
