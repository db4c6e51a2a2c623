/** The inbox: messages from chat platforms, stored before they are acknowledged. */
export { createInbox, limitSentence, type AnswerMessage, type Inbox, type InboundMessage } from './inbox.ts';
