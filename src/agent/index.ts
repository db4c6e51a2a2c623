/** The agent: a conversation in, an answer out, with the tools it is handed. */
export { createAgent, type Agent, type AgentAnswer } from './agent.ts';
export { answerSchema } from './answer.ts';
export type { WhichConversation } from './memory.ts';
export { loadProvider } from './load-provider.ts';
