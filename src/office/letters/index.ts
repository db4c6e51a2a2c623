/** Printed letters that let people in whom no mail reaches. */
export { createLetters, type Letters, type LettersFile } from './letters.ts';
