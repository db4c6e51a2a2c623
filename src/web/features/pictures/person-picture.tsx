/** A person's picture where there is one, else the first letters of their name. */
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useSignedIn } from '../../session/signed-in.ts';
import { initialsOf } from './initials.ts';

export function PersonPicture({ personId, name, isThere }: { personId: string; name: string; isThere: boolean }) {
  const place = useRef<HTMLSpanElement>(null);
  const isNear = useIsNear(place, isThere);
  const { session } = useSignedIn();
  const picture = useQuery({
    queryKey: ['picture', personId],
    queryFn: async ({ signal }) =>
      // Marks go before pictures.
      (await session.call(`/api/v2/people/${personId}/picture`, { signal, priority: 'low' })).blob(),
    enabled: isThere && isNear,
    staleTime: Infinity,
    gcTime: Infinity,
  });
  return (
    <span ref={place} className="face-place" aria-hidden="true">
      {picture.data ? <BlobImage blob={picture.data} /> : initialsOf(name)}
    </span>
  );
}

const BlobImage = ({ blob }: { blob: Blob }) => (
  <img
    alt=""
    ref={(image) => {
      if (!image) return undefined;
      const url = URL.createObjectURL(blob);
      image.src = url;
      return () => URL.revokeObjectURL(url);
    }}
  />
);

/** Whether it has come near the part of the page that is in sight; once near it stays so. */
function useIsNear(place: React.RefObject<HTMLElement | null>, isAsked: boolean): boolean {
  const [isNear, setIsNear] = useState(false);
  useEffect(() => {
    if (!isAsked || !place.current) return undefined;
    const watcher = new IntersectionObserver(
      (entries) => {
        if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
        setIsNear(true);
        watcher.disconnect();
      },
      { rootMargin: '300px' },
    );
    watcher.observe(place.current);
    return () => watcher.disconnect();
  }, [place, isAsked]);
  return isNear;
}
