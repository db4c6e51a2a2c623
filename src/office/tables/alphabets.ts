/** Which letters beyond ASCII a language writes: by them it is seen whether bytes were read as what they are. */

/** Small letters; their capitals count as well. */
export const alphabets: readonly string[] = [
  'äöüß', // German
  'àâæçéèêëîïôœùûüÿ', // French
  'áéíñóúüç', // Spanish, Catalan
  'áâãàçéêíóôõúü', // Portuguese
  'àèéìíòóùî', // Italian
  'áéèëïíóöúüĳ', // Dutch
  'åäöæøéü', // the North
  'áéíóúýðþæö', // Icelandic
  'ąćęłńóśźż', // Polish
  'áäčďéěíĺľňóôŕřšťúůýž', // Czech, Slovak
  'áéíóöőúüű', // Hungarian
  'ăâîșțşţ', // Romanian
  'čćđšž', // Croatian, Slovene
  'çğıöşüâî', // Turkish
  'äöõšüž', // Estonian
  'āčēģīķļņšūž', // Latvian
  'ąčęėįšųūž', // Lithuanian
  'абвгдежзийклмнопрстуфхцчшщъыьэюяёіїєґўђјљњћџ',
  'αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋΐΰ',
  'אבגדהוזחטיךכלםמןנסעףפץצקרשת',
  'ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهويى',
];
