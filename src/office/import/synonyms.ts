/** What schools' programs and people call the columns of a list of people, in seven languages. */
import type { PeopleField } from './fields.ts';

/** Names apart by strokes, a language or a kind a line. */
const list = (...lines: readonly string[]): string[] => lines.flatMap((line) => line.split(' | '));

/** As they are written, but for case, accents, punctuation and spaces; English, German, French, Spanish, Italian, Portuguese, Dutch. */
export const synonyms: Readonly<Record<PeopleField, readonly string[]>> = {
  email: list(
    'e mail | mail | email address | e mail address | mail address | student email | school email | primary email',
    'user email | work email | contact email | institutional email | email work | upn email | pupil email | teacher email',
    'emailadresse | e mail adresse | mailadresse | schul e mail | schulmail | schüler e mail',
    'courriel | adresse mail | adresse email | adresse e mail | adresse de courriel | adresse électronique | mel',
    'correo | correo electrónico | dirección de correo | dirección de correo electrónico | dirección de email',
    'posta elettronica | indirizzo email | indirizzo e mail | indirizzo mail | indirizzo di posta elettronica',
    'correio eletrónico | correio eletrônico | endereço de email | endereço de e mail | endereço eletrônico | e mail institucional',
    'mailadres | e mailadres | emailadres | e mail adres | schoolmail',
  ),
  name: list(
    'full name | student name | student | display name | user | pupil | pupil name | learner | learner name | person | participant',
    'vollständiger name | vor und nachname | vorname nachname | vorname und nachname | schüler | schülername | schülerin | teilnehmer | anzeigename',
    'nom complet | nom et prénom | prénom nom | prénom et nom | nom prénom | élève | étudiant | nom de l élève | participant',
    'nombre completo | nombre y apellidos | nombre y apellido | alumno | estudiante | nombre del alumno | nombre del estudiante',
    'nome completo | nome e cognome | alunno | studente | nominativo',
    'nome e apelido | nome e sobrenome | aluno | estudante | nome do aluno | nome do estudante',
    'volledige naam | voor en achternaam | leerling | naam leerling | student naam | roepnaam en achternaam | weergavenaam',
  ),
  sortableName: list(
    'last first | last name first name | sortable name | surname forename | surname first name | family name given name | name last first',
    'nachname vorname | name vorname | familienname vorname',
    'apellidos nombre | apellidos y nombre | apellido y nombre | apellido nombre',
    'cognome nome | cognome e nome | apelido nome | sobrenome nome | achternaam voornaam',
  ),
  familyName: list(
    'last name | surname | family | last | lname | legal last name | student last name | user last name | sn | second name | legal surname | pupil surname',
    'nachname | familienname | zuname | schülernachname',
    'nom de famille | nom d usage | nom de naissance | patronyme | nom élève | nom famille',
    'apellido | apellidos | primer apellido | segundo apellido | apellido paterno | apellido materno',
    'cognome | apelido | apelidos | sobrenome | sobrenomes | último nome | ultimo nome | nome de família | nome da família',
    'achternaam | familienaam',
  ),
  familyPrefix: list(
    'tussenvoegsel | tussenvoegsels | voorvoegsel | voorvoegsels | surname prefix | namensvorsatz | namenszusatz',
  ),
  givenName: list(
    'first name | forename | forenames | given names | first | fname | legal first name | student first name | user first name | christian name | pupil forename',
    'vorname | vornamen | schülervorname',
    'prénom | prénoms | prénom usuel | prénom élève',
    'nombre de pila | nombres | primer nombre | nome proprio | nome próprio | primeiro nome | nome dado | prenome | prenomes',
    'voornaam | voornamen | roepnaam',
  ),
  role: list(
    'user type | type | person type | user role | role type | system role | member type',
    'rolle | rollen | typ | benutzertyp | personentyp | funktion',
    'rôle | profil | fonction | statut de l utilisateur | type d utilisateur',
    'rol | tipo | perfil | función | tipo de usuario | ruolo | profilo | tipo utente | papel | função | tipo de utilizador | rollen | gebruikerstype | functie',
  ),
  externalId: list(
    'number | student number | student id | student no | id number | id | sis id | sis user id | user id | person id | pupil id | pupil number',
    'school id | learner id | staff id | staff number | employee id | identifier | matriculation number | registration number | admission number | roll number | roll no | admission no | student code | upn | unique pupil number | local id | org defined id | external person key | university id | enrollment number | enrolment number',
    'nummer | schülernummer | schüler id | schüler nr | schüler | matrikelnummer | matrikel nr | matrikelnr | matrikel | personalnummer | ausweisnummer | kennnummer | personennummer | identnummer | schüler_id',
    'numéro | numéro étudiant | n étudiant | no étudiant | num étudiant | numéro d étudiant | matricule | identifiant | ine | id étudiant | identifiant élève | numéro élève | code permanent | numéro national',
    'número | número de alumno | número de estudiante | matrícula | número de matrícula | nº matrícula | legajo | código | código de estudiante | id alumno | id estudiante | expediente | número de identificación | nia | código de alumno | carné',
    'numero | matricola | numero di matricola | n matricola | codice studente | id studente | codice alunno | sidi',
    'número do aluno | número de aluno | nº de aluno | nº aluno | número do estudante | número de estudante | ra | registro acadêmico | registo académico | código do aluno | número de processo | nº processo',
    'leerlingnummer | studentnummer | leerling nr | student nr | stamnummer | leerlingnr | studentnr | leerling id | personeelsnummer | pasnummer leerling',
  ),
  classes: list(
    'class | class code | class codes | class id | class list | course | courses | course code | course id | course codes | form | form group | tutor group | registration group | reg group | homeroom | home room | enrolled in | enrolments | teaching group | set | class section | enrolled classes | roster | rosters | course short name | subject class',
    'klasse | klassen | kurs | kurse | kurscode | kurskürzel | klassencode | klassenkürzel | stammklasse | lerngruppe | lerngruppen | klassenbezeichnung | kurzname kurs | kurzbezeichnung',
    'classe | cours | code classe | code du cours | code cours | division | divisions',
    'clase | clases | curso | cursos | código de clase | código de curso | código del curso | asignatura | asignaturas | código de asignatura',
    'classi | corso | corsi | codice classe | codice corso',
    'turma | turmas | disciplina | disciplinas | código da turma | código da disciplina | código do curso | aula',
    'klas | vak | vakken | cursus | cursussen | klascode | vakcode | cursuscode | stamklas | stamgroep | lesgroep | lesgroepen',
  ),
  classTitle: list(
    'class name | class title | course name | course title | course full name',
    'klassenname | kursname | kurstitel | kursbezeichnung | nom de la classe | nom du cours | intitulé du cours | libellé classe',
    'nombre de la clase | nombre del curso | nombre de la asignatura | nome classe | nome della classe | nome del corso | nome da turma | nome da disciplina | nome do curso | klasnaam | naam klas | cursusnaam | vaknaam',
  ),
  teaches: list(
    'teacher of | teaches | teaching | classes taught | courses taught | taught classes | instructor of | lecturer of',
    'unterrichtet | lehrer von | lehrkraft von | lehrt | unterrichtete klassen | klassenleitung von | dozent von | unterricht in',
    'enseigne | professeur de | enseignant de | cours enseignés | classes enseignées | enseigne à',
    'enseña | profesor de | docente de | imparte | clases impartidas | insegna | insegnante di | docente di | leciona | professor de | ensina | geeft les aan | docent van | leraar van | doceert',
  ),
  group: list(
    'group | groups | section | sections | section id | cohort | cohorts | lab | lab group | lab section | group name',
    'gruppe | gruppen | groupe | groupes | grupo | grupos | gruppo | gruppi | groep | groepen | sezione | sección | secção | sectie',
  ),
  card: list(
    'card number | card id | card no | card uid | badge | badge number | badge id | rfid | nfc | rfid number | rfid tag | chip | chip number | id card | id card number | key card | fob | smartcard | card code | prox card',
    'karte | kartennummer | karten nr | karten id | chipnummer | chipkarte | chip nr | transponder | transpondernummer | schülerausweis',
    'carte | numéro de carte | n carte | no carte | numéro de badge | tarjeta | número de tarjeta | nº tarjeta | tessera | numero tessera | numero di tessera | badge numero | cartão | número do cartão | número de cartão | nº cartão',
    'kaart | kaartnummer | pas | pasnummer | pas nr | chipkaart | kaartnr',
  ),
  status: list(
    'state | enrollment status | enrolment status | account status | user status | zustand | statut | estado | stato | situação | situação do aluno',
  ),
  isSuspended: list(
    'suspended | deleted | disabled | gesperrt | inaktiv | suspendu | suspendido | sospeso | suspenso | geblokkeerd',
  ),
  isEnabled: list('enabled | enabled user | active | is active | aktiv | actif | activo | attivo | ativo | actief'),
  guardianName: [],
  guardianFamilyName: [],
  guardianGivenName: [],
  guardianEmail: [],
  guardianRelation: [],
  guardian2Name: [],
  guardian2FamilyName: [],
  guardian2GivenName: [],
  guardian2Email: [],
  guardian2Relation: [],
};

/** Names that are the whole one in some lists and one of the two in others; the columns beside it say which. */
export const eitherName: readonly string[] = list('name | nom | nombre | nome | naam');

/** Who stands in for a pupil; mother and father say what they are to them as well. */
export const guardianWords: readonly { words: readonly string[]; relation: string | null }[] = [
  { words: list('mother | mum | mom | mutter | mère | madre | mãe | moeder'), relation: 'mother' },
  { words: list('father | dad | vater | père | padre | pai | vader'), relation: 'father' },
  {
    words: list(
      'guardian | guardians | parent | parents | carer | caregiver | observer | responsible adult | parent guardian | parent carer | emergency contact | contact',
      'erziehungsberechtigte | erziehungsberechtigter | erziehungsberechtigten | sorgeberechtigte | sorgeberechtigter | eltern | elternteil | vormund',
      'tuteur | tutrice | responsable | responsable légal | représentant légal | tutor legal | del tutor | tutores | padres | acudiente | apoderado | representante | familiar',
      'genitore | genitori | tutore | pais | encarregado | encarregado de educação | responsável | responsável legal | ouder | ouders | voogd | verzorger | ouder verzorger',
    ),
    relation: null,
  },
];

/** What of a guardian a column says, by the words beside the guardian's. */
export const guardianParts: Readonly<
  Record<'Name' | 'FamilyName' | 'GivenName' | 'Email' | 'Relation', readonly string[]>
> = {
  Relation: list(
    'relation | relationship | beziehung | verhältnis | verwandtschaft | lien | lien de parenté | relación | parentesco | relazione | parentela | relação | grau de parentesco | relatie | art',
  ),
  Email: list(
    'email | e mail | mail | email address | e mail adresse | courriel | correo | correo electrónico | mailadres | e mailadres | emailadresse | adresse mail',
  ),
  FamilyName: list(
    'last name | surname | family name | nachname | nom de famille | apellido | apellidos | cognome | apelido | sobrenome | achternaam',
  ),
  GivenName: list('first name | forename | given name | vorname | prénom | nombre de pila | voornaam'),
  Name: list(' | name | full name | nom | nombre | nome | naam'),
};
