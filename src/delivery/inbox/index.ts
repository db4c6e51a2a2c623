/** The inbox: messages from chat platforms, stored before they are acknowledged. */
export { limitSentence } from './inbox.policy.ts';
export { createInbound, type AnswerMessage, type Inbound, type InboundMessage } from './inbox.ts';
