/** Starts the page. */
import { createRoot } from 'react-dom/client';
import { startWords } from '../words/words.ts';
import { App } from './app.tsx';
import { showTheme } from '../ui/theme.ts';

showTheme();
await startWords();
const root = document.getElementById('app');
if (!root) throw new Error('index.html has no #app.');
createRoot(root).render(<App />);
