/** Who there is in the demo school: names to go with the portraits, and what everybody signs in with. */

export const demoPassword = 'muster-demo';
export const institutionName = 'Riverside University';

export const admin = { name: 'Noor Haddad', email: 'admin@riverside.example' } as const;
export const teachers = [
  { name: 'Grace Lindqvist', email: 'grace@riverside.example' },
  { name: 'Tomás Herrera', email: 'tomas@riverside.example' },
] as const;

/** Names for the portraits of women and of men; fifteen each. */
export const studentNames = {
  f: [
    'Ada Okafor',
    'Mei Tanaka',
    'Sofía Marín',
    'Leila Rahimi',
    'Ingrid Solberg',
    'Zoë van Dijk',
    'Priya Raman',
    'Chiara Fontana',
    'Hannah Weiss',
    'Amara Diallo',
    'Élodie Marchand',
    'Yara Haddad',
    'Katarzyna Nowak',
    'Lucía Ibáñez',
    'Emily Carter',
  ],
  m: [
    'Kwame Mensah',
    'Lukas Brunner',
    'Diego Salazar',
    'Omar Farouk',
    'Jonas Lindgren',
    'Arjun Mehta',
    'Matteo Ricci',
    'Tariq Aziz',
    'Samuel Osei',
    'Piotr Zieliński',
    'Noah Fischer',
    'Hiroshi Sato',
    'Andrei Popescu',
    'Felix Baumann',
    'Liam Walsh',
  ],
} as const;

/** "Élodie Marchand" -> "elodie.marchand@riverside.example". */
export function emailOf(name: string): string {
  const plain = name.replaceAll('ł', 'l').normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  return `${plain.replace(/[^a-z]+/g, '.')}@riverside.example`;
}

/** Weekdays as in ISO 8601: Monday is 1. */
export const classes = [
  {
    code: 'CS101',
    title: 'Introduction to Computer Science',
    teacher: 0,
    weekdays: [1, 3],
    hour: 9,
    students: [0, 24],
  },
  { code: 'MATH201', title: 'Linear Algebra', teacher: 1, weekdays: [2, 4], hour: 11, students: [6, 26] },
  { code: 'PHYS110', title: 'Mechanics', teacher: 0, weekdays: [1, 5], hour: 14, students: [10, 30] },
] as const;
