/** Shows an element that was not made by React. */
import { useEffect, useRef } from 'react';

export function Mounted({ element, className }: { element: HTMLElement; className?: string }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => place.current?.replaceChildren(element), [element]);
  return <div ref={place} className={className ?? 'mounted'} />;
}
