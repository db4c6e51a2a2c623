/** The liveness challenge: turning the head before the camera as asked. */
export { frameLimits, headTurns } from './challenge.policy.ts';
export { createChallenges, type Challenges } from './challenge.ts';
