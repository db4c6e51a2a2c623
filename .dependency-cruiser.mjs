// The direction of the house, one sentence a rule. What there is comes from the tree; only the order of the floors is
// said here.
import { existsSync, readdirSync } from 'node:fs';

const root = import.meta.dirname;
const foldersIn = (folder) =>
  readdirSync(`${root}/${folder}`, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'generated')
    .map((entry) => `${folder}/${entry.name}`);

/** From the ground up: a folder uses what lies on floors below its own, never what lies beside or above it. */
const floors = [
  ['src/kernel'],
  ['src/db', 'src/fonts'],
  ['src/security'],
  ['src/delivery'],
  ['src/school'],
  ['src/recognition'],
  ['src/accounts', 'src/attendance'],
  ['src/reporting'],
  ['src/focus'],
  ['src/office'],
  ['tools'],
  ['src/agent'],
  ['bots'],
  ['src/http'],
  ['src/app'],
];
/** The page is a program of its own, in the browser. */
const apart = 'src/web';

const placed = [...floors.flat(), apart];
const homeless = [
  ...foldersIn('src').filter((folder) => !placed.includes(folder)),
  ...placed.filter((folder) => !existsSync(`${root}/${folder}`)),
];
if (homeless.length > 0)
  throw new Error(
    `.dependency-cruiser.mjs: give each folder of src its floor, and each floor its folder: ${homeless.join(', ')}`,
  );

/** A module is a folder with a front, its index.ts; in a domain without one every folder has to be a module. */
const modules = foldersIn('src').flatMap((folder) =>
  existsSync(`${root}/${folder}/index.ts`)
    ? [folder]
    : foldersIn(folder).filter((inner) => existsSync(`${root}/${inner}/index.ts`)),
);

const exactly = (folders) => `^(${folders.join('|')})/`;
const error = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

export default {
  forbidden: [
    error('no-cycles', 'Files do not depend on each other in a circle.', {}, { circular: true }),
    {
      name: 'no-folder-cycles',
      comment: 'Folders do not depend on each other in a circle.',
      severity: 'error',
      scope: 'folder',
      from: {},
      to: { circular: true },
    },
    error(
      'no-orphans',
      'Every file is reached from somewhere.',
      {
        orphan: true,
        pathNot:
          '^(test|models|prisma)/|^src/app/(start|demo/demo|admin/admin)\\.ts$|^src/web/|worker\\.ts$|\\.d\\.ts$',
      },
      {},
    ),
    ...floors
      .flatMap((floor, index) =>
        floor.map((folder) =>
          error(
            `${folder}-looks-down`,
            `${folder} uses only what lies below it.`,
            { path: exactly([folder]) },
            { path: exactly([...floor, ...floors.slice(index + 1).flat(), apart].filter((other) => other !== folder)) },
          ),
        ),
      )
      .filter(({ to }) => to.path !== '^()/'),
    ...modules.map((module) =>
      error(
        `${module}-by-its-front`,
        `${module} is used through its index.ts.`,
        { path: '^(src|bots|tools|models)/', pathNot: `^${module}/` },
        { path: `^${module}/(?!index\\.ts$)` },
      ),
    ),
    error(
      'prisma-behind-repos',
      'Only repositories and db import Prisma.',
      { path: '^(src|bots|tools)/', pathNot: '\\.repo\\.ts$|^src/db/' },
      { path: 'src/db/generated|node_modules/@prisma/' },
    ),
    error('tools-not-db', 'Tools call operations; they hold no connection.', { path: '^tools/' }, { path: '^src/db/' }),
    error(
      'bots-know-no-domain',
      'Bots turn events into chat turns and replies into widgets: what they need of accounts and check-ins is told to them by type.',
      { path: '^bots/' },
      { path: '^src/(attendance|school|reporting|recognition|focus|office|db)/', dependencyTypesNot: ['type-only'] },
    ),
    error(
      'vision-knows-nobody',
      'Vision is pixels in and numbers out: it knows no names and no database.',
      { path: '^src/recognition/(vision|weights)/' },
      { path: '^src/', pathNot: '^src/(recognition/(vision|weights)|kernel)/' },
    ),
    error(
      'web-alone',
      'The page reaches the service over HTTP only.',
      { path: '^src/web/' },
      { path: '^(src/(?!web/)|bots|tools)' },
    ),
    error(
      'botbuilder-stays-in-its-folder',
      'botbuilder is retired upstream: nothing outside bots/teams knows it.',
      { path: '^(src|bots|tools)/', pathNot: '^bots/teams/' },
      { path: 'node_modules/(botbuilder|botframework)' },
    ),
    error(
      'bolt-stays-in-its-folder',
      'Nothing outside bots/slack knows Bolt.',
      { path: '^(src|bots|tools)/', pathNot: '^bots/slack/' },
      { path: 'node_modules/@slack/' },
    ),
    error(
      'no-tests-in-product',
      'The product does not import its tests.',
      { path: '^(src|bots|tools|models)/' },
      { path: '^test/' },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: 'src/db/generated' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
