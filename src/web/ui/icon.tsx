/** A line drawing that takes the colour of the text around it. */
import { drawings, type Drawing } from './drawings.ts';

export const Icon = ({ name }: { name: Drawing }) => (
  <svg viewBox="0 0 24 24" className="icon" aria-hidden="true">
    <path d={drawings[name]} />
  </svg>
);
