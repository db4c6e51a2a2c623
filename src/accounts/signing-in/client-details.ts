/** What is kept of the program that somebody signs in with: its name in plain words, and where it was. */
// bowser: reads browsers' names, whose rules change every year; MIT, no dependencies.
import Bowser from 'bowser';
import { z } from 'zod';
import { words } from '../words/en.ts';

/** What a request tells of the program that made it. */
export interface ClientDetails {
  readonly address: string | undefined;
  readonly userAgent: string | undefined;
  /** What the device keeps of earlier sign-ins, whoever's (known-devices.ts). */
  readonly deviceMarks: readonly string[];
}

export const keptDetailsSchema = z.object({ agent: z.string(), address: z.string().nullable() });
export type KeptDetails = z.infer<typeof keptDetailsSchema>;

const longestName = 60;

/** "Chrome on Windows", "curl", or that nothing is known. */
function describeAgent(userAgent: string | undefined): string {
  if (!userAgent?.trim()) return words.anUnknownProgram;
  const parser = Bowser.getParser(userAgent);
  const [browser, system] = [parser.getBrowserName(), parser.getOSName()];
  if (browser && system) return words.browserOnSystem({ browser, system });
  // Programs that are no browsers name themselves first: `okhttp/4.12`.
  return (browser || userAgent.trim().split(/[/\s]/)[0] || words.anUnknownProgram).slice(0, longestName);
}

export const keepDetails = ({ address, userAgent }: ClientDetails): KeptDetails => ({
  agent: describeAgent(userAgent),
  // As Node writes an IPv4 address on a socket of both kinds.
  address: address?.replace(/^::ffff:(?=\d+\.)/, '') ?? null,
});
