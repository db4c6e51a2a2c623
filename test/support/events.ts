/** Server-sent events as a browser would read them. */

export interface ServerEvent {
  event: string;
  data: unknown;
}

export function readEvents(stream: string): ServerEvent[] {
  return stream.split('\n\n').flatMap((block) => {
    const lines = block.split('\n');
    const event = lines.find((line) => line.startsWith('event: '))?.slice('event: '.length);
    const data = lines
      .filter((line) => line.startsWith('data: '))
      .map((line) => line.slice('data: '.length))
      .join('\n');
    return event === undefined ? [] : [{ event, data: JSON.parse(data) as unknown }];
  });
}
