/** The liveness challenge: turning the head before the camera as asked. */
export { frameLimits } from './challenge.policy.ts';
export { challengeSchema } from './challenge.schema.ts';
export { createChallenges, type Challenges } from './challenge.ts';
