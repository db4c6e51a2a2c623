/** `npm run teams:package`: the app package that an admin uploads to Teams, made for this institution's bot. */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { zipSync, strToU8 } from 'fflate';
import sharp from 'sharp';
import { words } from './words/en.ts';

const file = 'muster-teams.zip';
/** A register with a tick: four lines, the last one checked. */
const drawing = (colour: string): string =>
  `<g fill="none" stroke="${colour}" stroke-width="14" stroke-linecap="round" stroke-linejoin="round"><path d="M52 58h88M52 96h40M52 134h40"/><path d="M108 116l16 18 30-40"/></g>`;
const svg = (size: number, background: string, colour: string): Buffer =>
  Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${size}" height="${size}" viewBox="0 0 192 192">${background}${drawing(colour)}</svg>`,
  );

/** @returns the zip. @throws Error naming the setting that is missing. */
export async function packageTeamsApp(env: Record<string, string | undefined>): Promise<Uint8Array> {
  const { MicrosoftAppId: appId, PUBLIC_URL: publicUrl } = env;
  if (!appId) throw new Error('MicrosoftAppId: set it to the app id of your Azure Bot');
  if (!publicUrl || !URL.canParse(publicUrl))
    throw new Error('PUBLIC_URL: set it to the address that people reach this service at');
  const { hostname } = new URL(publicUrl);
  const manifest = {
    $schema: 'https://developer.microsoft.com/json-schemas/teams/v1.16/MicrosoftTeams.schema.json',
    manifestVersion: '1.16',
    version: '1.0.0',
    id: appId,
    developer: {
      name: 'Muster',
      websiteUrl: publicUrl,
      privacyUrl: `${publicUrl}/app`,
      termsOfUseUrl: `${publicUrl}/app`,
    },
    name: { short: 'Muster', full: words.musterTheAttendanceDesk },
    description: {
      short: words.theAttendanceDeskThatLives,
      full: words.checkInWithASelfieCall,
    },
    icons: { color: 'color.png', outline: 'outline.png' },
    accentColor: '#0B5D3B',
    bots: [
      {
        botId: appId,
        scopes: ['personal', 'team', 'groupChat'],
        supportsFiles: true,
        isNotificationOnly: false,
        commandLists: [
          {
            scopes: ['personal'],
            commands: [
              { title: 'help', description: words.whatICanDoForYou },
              { title: words.myAttendance, description: words.howYouStand },
              { title: words.whoIsMissing, description: words.inYourOpenSession },
            ],
          },
        ],
      },
    ],
    permissions: ['identity', 'messageTeamMembers'],
    validDomains: [hostname],
  };
  const [color, outline] = await Promise.all([
    sharp(svg(192, '<rect width="192" height="192" rx="36" fill="#0B5D3B"/>', '#ffffff'))
      .png()
      .toBuffer(),
    sharp(svg(32, '', '#ffffff'))
      .png()
      .toBuffer(),
  ]);
  return zipSync({
    'manifest.json': strToU8(JSON.stringify(manifest, null, 2)),
    'color.png': color,
    'outline.png': outline,
  });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    writeFileSync(file, await packageTeamsApp(process.env));
    console.log(`Written: ${resolve(file)}\nUpload it in the Teams admin centre under Manage apps.`);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
