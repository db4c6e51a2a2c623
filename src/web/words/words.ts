/** The page's languages: which there are, which one is shown, and which way it runs. */
import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { english } from './en/index.ts';

/** The same sentences in another language. */
type Translated<Words> = { [Key in keyof Words]: Words[Key] extends string ? string : Translated<Words[Key]> };
export type Catalog = Translated<typeof english>;

export const languages = { en: { name: 'English', load: async (): Promise<Catalog> => english } } as const;
export type Language = keyof typeof languages;

const storageKey = 'muster.language';
const isLanguage = (name: string | undefined): name is Language => name !== undefined && name in languages;

/** What the person chose, else the first of the browser's that there is, else English. */
function preferredLanguage(): Language {
  const asked = [localStorage.getItem(storageKey) ?? undefined, ...navigator.languages.map((tag) => tag.split('-')[0])];
  return asked.find(isLanguage) ?? 'en';
}

/** Call it once, before anything is shown. */
export async function startWords(): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: 'en',
    fallbackLng: 'en',
    resources: { en: english },
    defaultNS: 'app',
    // React writes text as text.
    interpolation: { escapeValue: false },
  });
  await showLanguage(preferredLanguage());
}

export async function chooseLanguage(language: Language): Promise<void> {
  localStorage.setItem(storageKey, language);
  await showLanguage(language);
}

async function showLanguage(language: Language): Promise<void> {
  if (!i18next.hasResourceBundle(language, 'app'))
    for (const [room, words] of Object.entries(await languages[language].load()))
      i18next.addResourceBundle(language, room, words);
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
  document.documentElement.dir = i18next.dir(language);
}

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'app';
    resources: typeof english;
    enableSelector: false;
  }
}
