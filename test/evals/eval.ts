/**
 * `npm run eval`: how well the command model understands what people write. Fails on any wrong effect, and below 95 %.
 */
import { judgeAll, type Verdict } from './judge.ts';

const leastAccuracy = 0.95;
const verdicts = judgeAll();

const rows = [...new Set(verdicts.map(({ example }) => example.means))].map((means) => {
  const count = (outcome: Verdict['outcome']): number =>
    verdicts.filter((verdict) => verdict.example.means === means && verdict.outcome === outcome).length;
  return [means, count('right'), count('wrong'), count('refused')] as const;
});
console.log(`${'intent'.padEnd(28)}right  wrong  refused`);
for (const [means, ...counts] of rows)
  console.log(`${means.padEnd(28)}${counts.map((count) => String(count).padStart(5)).join('  ')}`);

const misses = verdicts.filter((verdict) => verdict.outcome !== 'right');
if (misses.length > 0) console.log('\nmisses');
for (const { example, got, isWrongEffect } of misses) {
  console.log(
    `${isWrongEffect ? '!' : ' '} ${example.role}: "${example.says}"${example.photos > 0 ? ` [${example.photos} photo(s)]` : ''}\n    meant ${example.means} ${JSON.stringify(example.args)}\n    got   ${got}`,
  );
}

const right = verdicts.length - misses.length;
const wrongEffects = verdicts.filter((verdict) => verdict.isWrongEffect).length;
console.log(JSON.stringify({ eval: 'command-model', sentences: verdicts.length, right, wrongEffects }));
process.exitCode = wrongEffects > 0 || right / verdicts.length < leastAccuracy ? 1 : 0;
