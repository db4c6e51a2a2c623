/** Columns of lists of people: each product's and each language's names for them mean what their schools mean. */
import { describe, expect, it } from 'vitest';
import { matchGuardian, matchPeopleHeader, settleNames } from '../../../src/office/import/columns.ts';
import { isGone, readRole } from '../../../src/office/import/roles.ts';

const fieldsOf = (headers: string): (string | null)[] => settleNames(headers.split(';').map(matchPeopleHeader));

describe('the columns of', () => {
  it.each([
    [
      'Moodle',
      'username;firstname;lastname;email;idnumber;course1;course2;cohort1',
      [null, 'givenName', 'familyName', 'email', 'externalId', 'classes', 'classes', 'group'],
    ],
    [
      'Canvas users',
      'user_id;login_id;first_name;last_name;full_name;sortable_name;email;status',
      ['externalId', null, 'givenName', 'familyName', 'name', 'sortableName', 'email', 'status'],
    ],
    [
      'Canvas enrolments',
      'course_id;user_id;role;section_id;status',
      ['classes', 'externalId', 'role', 'group', 'status'],
    ],
    [
      'PowerSchool',
      'Student_Number;LastFirst;Grade_Level;Home_Room;Mother_Email;Guardian Name',
      ['externalId', 'sortableName', null, 'classes', 'guardianEmail', 'guardianName'],
    ],
    [
      'iSAMS',
      'School ID;Forename;Surname;Form;Email Address;Date of Birth',
      ['externalId', 'givenName', 'familyName', 'classes', 'email', null],
    ],
    [
      'a German school',
      'Klasse;Name;Vorname;Erziehungsberechtigte/r 1 E-Mail',
      ['classes', 'familyName', 'givenName', 'guardianEmail'],
    ],
    [
      'a German university',
      'Matrikel-Nr.;Nachname, Vorname;E-Mail-Adresse;Chipnummer',
      ['externalId', 'sortableName', 'email', 'card'],
    ],
    [
      'a French school',
      'Nom;Prénom;Classe;Courriel;N° étudiant;Né(e) le',
      ['familyName', 'givenName', 'classes', 'email', 'externalId', null],
    ],
    [
      'a Spanish school',
      'Nombre;Primer apellido;Segundo apellido;Curso;Correo electrónico',
      ['givenName', 'familyName', 'familyName', 'classes', 'email'],
    ],
    [
      'an Italian school',
      'Cognome;Nome;Classe;Matricola;Genitore 1 e-mail',
      ['familyName', 'givenName', 'classes', 'externalId', 'guardianEmail'],
    ],
    [
      'a Brazilian school',
      'Nome;Turma;Matrícula;E-mail;Nome do responsável',
      ['name', 'classes', 'externalId', 'email', 'guardianName'],
    ],
    [
      'a Dutch school',
      'Leerlingnummer;Voornaam;Tussenvoegsel;Achternaam;Klas;E-mailadres;Ouder 2 e-mail',
      ['externalId', 'givenName', 'familyPrefix', 'familyName', 'classes', 'email', 'guardian2Email'],
    ],
    ['staff', 'Teacher email;Full Name;Role;Teacher of', ['email', 'name', 'role', 'teaches']],
  ])('%s', (_whose, headers, fields) => {
    expect(fieldsOf(headers)).toEqual(fields);
  });
});

it('words that only join others, and how a number is shortened, do not tell names of columns apart', () => {
  expect(fieldsOf('Nº de matrícula;Correo de la madre;Nombre del padre')).toEqual([
    'externalId',
    'guardianEmail',
    'guardian2Name',
  ]);
  expect(fieldsOf('N° d’élève;Courriel de la mère;Nom de la mère;Adresse e-mail du père')).toEqual([
    'externalId',
    'guardianEmail',
    'guardianName',
    'guardian2Email',
  ]);
  expect(fieldsOf('Nr. des Schülers;E-Mail der Mutter;Nachname des Vaters;Nr. der Karte')).toEqual([
    null,
    'guardianEmail',
    'guardian2FamilyName',
    null,
  ]);
  expect(fieldsOf('Número da matrícula;E-mail da mãe;E-mail dos pais;Nome da mãe')).toEqual([
    'externalId',
    'guardianEmail',
    'guardianEmail',
    'guardianName',
  ]);
  // Parents are not the father.
  expect(matchGuardian('Correo de los padres')).toEqual({ field: 'guardianEmail', relation: null });
  expect(fieldsOf('Numero della tessera;Indirizzo di e-mail;E-mail della madre')).toEqual([
    'card',
    'email',
    'guardianEmail',
  ]);
  expect(fieldsOf('No;N°;Nr.;of;Number of lessons')).toEqual([null, null, null, null, null]);
});

it('a guardian’s name beside one of its parts is the other one', () => {
  expect(fieldsOf('Nom de la mère;Prénom de la mère')).toEqual(['guardianFamilyName', 'guardianGivenName']);
});

it('a name beside one of its parts is the other one, and alone or beside both it is the whole', () => {
  expect(fieldsOf('Naam;Voornaam')).toEqual(['familyName', 'givenName']);
  expect(fieldsOf('Nome;Sobrenome')).toEqual(['givenName', 'familyName']);
  expect(fieldsOf('Nom;Courriel')).toEqual(['name', 'email']);
  expect(fieldsOf('Name;First name;Last name')).toEqual(['name', 'givenName', 'familyName']);
});

it('roles are read in every language, admins never become one of the others, and strange words none', () => {
  expect(['Schülerin', 'élève', 'Alumno', 'Leerling', 'STUDENT'].map(readRole)).toEqual(Array(5).fill('student'));
  expect(['Lehrkraft', 'Professeur', 'docente', 'TeacherEnrollment'].map(readRole)).toEqual(Array(4).fill('teacher'));
  expect(['parent', 'Erziehungsberechtigter', 'Encarregado de Educação'].map(readRole)).toEqual(
    Array(3).fill('guardian'),
  );
  expect(['Administrator', 'siteAdministrator', 'Schulleitung'].map(readRole)).toEqual(Array(3).fill('admin'));
  expect(readRole('wizard')).toBeUndefined();
  expect(['tobedeleted', 'Inactive', 'abgemeldet', 'baja'].every(isGone)).toBe(true);
  expect(isGone('active')).toBe(false);
});
