/**
 * What Muster says of its own accord comes between answers at any moment: somebody who waits for an answer reads past
 * it.
 */
const titles =
  /^(Your record was changed|You were not checked in|You are excused|Recorded as |Leave |Your appeal |Appeal in |Somebody waits |Cancelled: |Moved: |On again: |The camera sees |You stand in: |You need not stand in: )/;

export const isNotification = ({ text }: { text: string }): boolean => titles.test(text);
