/** The alarm over the audit chain. */
export { createChainAlarm, type ChainAlarm } from './chain-alarm.ts';
