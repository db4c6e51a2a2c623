/** The inbox: messages from chat platforms, stored before they are acknowledged. */
export { createInbound, limitSentence, type AnswerMessage, type Inbound, type InboundMessage } from './inbox.ts';
