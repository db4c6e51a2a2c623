// The direction of the house, one sentence a rule.
const rooms = '^src/(access|people|classes|sessions|attendance|challenge|faces|codes|reports|privacy|audit|storage|inbound|notify|appeals|geofence|imports|merge|readers|figures|tasks|leave|timetable|roll-call)/';
const edges = '^(bots|tools)/|^src/(http|agent)/';

export default {
  forbidden: [
    { name: 'no-cycles', comment: 'Files do not depend on each other in a circle.', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-orphans', comment: 'Every file is reached from somewhere.', severity: 'error', from: { orphan: true, pathNot: '^(test|models|prisma)/|^src/(start|demo/demo)\\.ts$|^src/web/|worker\\.ts$|\\.d\\.ts$' }, to: {} },
    { name: 'rooms-know-no-edges', comment: 'Rooms never import bots, tools, http or agent.', severity: 'error', from: { path: rooms }, to: { path: edges } },
    { name: 'prisma-behind-repos', comment: 'Only repositories and db/ import Prisma.', severity: 'error', from: { path: '^(src|bots|tools)/', pathNot: '\\.repo\\.ts$|^src/db/' }, to: { path: 'src/db/generated|node_modules/@prisma/' } },
    { name: 'room-by-its-front-door', comment: 'A room uses another room through its front door, not its repository.', severity: 'error', from: { path: '^src/([^/]+)/' }, to: { path: '^src/([^/]+)/[^/]+\\.repo\\.ts$', pathNot: '^src/$1/' } },
    { name: 'vision-knows-nobody', comment: 'Vision is pixels in and numbers out: it knows no names and no database.', severity: 'error', from: { path: '^src/vision/' }, to: { path: '^src/', pathNot: '^src/(vision|kernel)/' } },
    { name: 'kernel-stands-alone', comment: 'The kernel imports nothing of ours.', severity: 'error', from: { path: '^src/kernel/' }, to: { path: '^(src|bots|tools)/', pathNot: '^src/kernel/' } },
    { name: 'tools-reach-rooms-only', comment: 'Tools reach rooms and the kernel, never http, the agent loop or a bot.', severity: 'error', from: { path: '^tools/' }, to: { path: '^src/(http|agent|db|jobs)/|^bots/' } },
    { name: 'bots-reach-the-agent', comment: 'Bots know the turn and the agent, not the rooms behind the tools.', severity: 'error', from: { path: '^bots/' }, to: { path: '^tools/|^src/(db|jobs|http)/' } },
    { name: 'botbuilder-stays-in-its-room', comment: 'botbuilder is retired upstream: nothing outside bots/teams knows it.', severity: 'error', from: { path: '^(src|bots|tools)/', pathNot: '^bots/teams/' }, to: { path: 'node_modules/(botbuilder|botframework)' } },
    { name: 'bolt-stays-in-its-room', comment: 'Nothing outside bots/slack knows Bolt.', severity: 'error', from: { path: '^(src|bots|tools)/', pathNot: '^bots/slack/' }, to: { path: 'node_modules/@slack/' } },
    { name: 'only-main-joins', comment: 'Only main, start and the demo see everything.', severity: 'error', from: { path: '^(src|bots|tools)/', pathNot: '^src/(start|demo/[^/]+)\\.ts$' }, to: { path: '^src/main\\.ts$' } },
    { name: 'no-tests-in-product', comment: 'The product does not import its tests.', severity: 'error', from: { path: '^(src|bots|tools|models)/' }, to: { path: '^test/' } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: 'src/db/generated' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { extensions: ['.ts', '.mjs', '.js', '.json'], conditionNames: ['import', 'require', 'node', 'default', 'types'] },
  },
};
