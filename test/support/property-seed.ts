/** Draws the properties of a run from one seed, which the run says at its start. */
import fc from 'fast-check';
import { inject } from 'vitest';

fc.configureGlobal({ seed: inject('propertySeed') });
