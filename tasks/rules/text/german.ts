import { once } from '../../../templates/once.ts'

/** German words that English has not, and English ones that no German text has: a text with the first and without the second is German. */
const german =
  /(?<!\p{L})(?:nicht|nie|niemals|kein(?:e[nmrs]?)?|immer|statt|mindestens|höchstens|maximal|für|ohne|muss|müssen|darf|dürfen|soll(?:en)?|jede[nmrs]?|werden|wird|sind|und|oder|nur|vor|nach|zum|zur|ins|auf|verwende[nt]?|nutze[nt]?|benutze[nt]?|schreibe[nt]?|der|das|dem|den|eine?)(?!\p{L})|vermeide[nt]?|beispiele?|entwurf|[äöüß]|(?:verwend|nutz|committ|schreib|push|\p{L}{2}ier)en[.!]?\s*$/iu
const english = /\b(?:the|and|or|of|is|are|with|for|not|never|always|before|after|use|no|to|on|do)\b/i

const all = (...words: string[]): RegExp =>
  new RegExp(`(?<![\\p{L}\\p{N}])(?:${words.join('|')})(?![\\p{L}\\p{N}])`, 'giu')

/** The words that a rule is compared by, in the order in which they are replaced; the things that it is about stay German, but for the commonest. */
const words = once((): [RegExp, string][] => [
  // What says that a rule does not apply, or only in part.
  [
    all(
      'nicht mehr gültig',
      'gilt nicht mehr',
      'außer kraft',
      'nicht in kraft',
      'ausgesetzt',
      'aufgehoben',
      'überholt',
    ),
    'suspended',
  ],
  [all('veraltet'), 'deprecated'],
  [all('entwurf'), 'draft'],
  [all('vorschlag', 'vorgeschlagen'), 'proposed'],
  [all('beispiel(?:e|sweise)?', 'z\\. ?b\\.'), 'example'],
  [all('schlecht', 'falsch'), 'bad'],
  [
    all(
      '(?:wenn|falls|wo|soweit|sofern)(?: es)?(?: irgend)?(?: möglich| nötig| sinnvoll)(?: ist)?',
      'möglichst',
      'nach möglichkeit',
      'bei bedarf',
      'gern',
    ),
    'where possible',
  ],
  [all('vorerst', 'vorläufig', 'zurzeit', 'derzeit', 'bis auf weiteres', 'fürs erste'), 'for now'],
  [all('in der regel', 'normalerweise', 'üblicherweise', 'meist(?:ens)?'), 'usually'],
  [all('manche[nr]?', 'einige[nr]?'), 'some'],
  [all('kann', 'kannst', 'können', 'könnt'), 'may'],
  [all('bis(?= (?:ende|anfang|mitte|zum|\\d))'), 'until'],
  [
    all(
      'ab(?= (?:ende|anfang|mitte|dem|\\d|januar|februar|märz|april|mai|juni|juli|august|september|oktober|november|dezember))',
    ),
    'from',
  ],
  [all('solange', 'während'), 'while'],
  // A verb in two parts: "führe die Tests aus", "frage vorher nach".
  [/(?<!\p{L})führ(?:e|en|t)?(?!\p{L})((?:[^.;,]*?))(?<!\p{L})aus(?!\p{L})/giu, 'run$1'],
  [/(?<!\p{L})frag(?:e|en|t)?(?!\p{L})([^.;,]*?)(?<!\p{L})nach\s*(?=[.!]?$)/giu, 'ask$1'],
  [/(?<!\p{L})(?:darf|dürfen|soll|sollen|sollte|sollten) (nicht|nie|niemals)(?!\p{L})/giu, 'must $1'],
  [all('anstatt', 'anstelle von', 'statt(?: de[rsmn])?'), 'instead of'],
  [all('mindestens', 'wenigstens'), 'at least'],
  [all('höchstens', 'maximal', 'nicht mehr als'), 'at most'],
  [/(?<=at (?:least|most) )eine?[nmrs]?(?!\p{L})/giu, '1'],
  [all('nie', 'niemals', 'auf keinen fall'), 'never'],
  [all('nicht'), 'not'],
  [all('keine?[nmrs]?'), 'no'],
  [all('immer', 'stets', 'grundsätzlich'), 'always'],
  [all('nur', 'ausschließlich'), 'only'],
  [all('ohne'), 'without'],
  [all('bevor', 'vor(?= (?:de[mnr]|jede[mnrs]?|eine[mnr]|\\p{Lu}))'), 'before'],
  [all('nachdem', 'nach(?= (?:de[mnr]|jede[mnrs]?|eine[mnr]|\\p{Lu}))'), 'after'],
  [all('außer', 'es sei denn'), 'unless'],
  [all('wenn', 'falls'), 'if'],
  [all('muss', 'müssen'), 'must'],
  [all('darf', 'dürfen'), 'may'],
  [all('soll', 'sollen', 'sollte', 'sollten'), 'should'],
  [all('ist', 'wird'), 'is'],
  [all('sind', 'werden'), 'are'],
  [all('haben', 'hat'), 'have'],
  [all('und'), 'and'],
  [all('oder'), 'or'],
  [all('der', 'die', 'das', 'den', 'dem', 'des', 'eine?[nmrs]?'), 'the'],
  [all('jede[nmrs]?', 'alle[nr]?'), 'every'],
  [all('für'), 'for'],
  [all('mit'), 'with'],
  [all('im', 'in', 'ins'), 'in'],
  [all('auf', 'am', 'an'), 'on'],
  [all('zum', 'zur', 'zu'), 'to'],
  [all('von', 'vom'), 'of'],
  [all('verwend(?:e|en|et)', '(?:be)?nutz(?:e|en|t)', 'setz(?:e|en|t) ein', 'einsetzen'), 'use'],
  [all('ausführen', 'ausgeführt', 'laufen lassen'), 'run'],
  [all('schreib(?:e|en|t)', 'geschrieben'), 'write'],
  [all('lösch(?:e|en|t)', 'gelöscht'), 'delete'],
  [all('änder(?:e|n|t)', 'geändert'), 'change'],
  [all('prüf(?:e|en|t)', 'geprüft'), 'check'],
  [all('committ?(?:e|en|et)', 'eingecheckt', 'einchecken'), 'commit'],
  [all('push(?:e|en|t)', 'gepusht'), 'push'],
  [all('logg(?:e|en|t)', 'geloggt', 'protokollier(?:e|en|t)'), 'log'],
  [all('dokumentier(?:e|en|t)'), 'document'],
  [all('fragen?', 'nachfragen', 'rückfrage halten'), 'ask'],
  [all('verschlüssel(?:e|n|t)'), 'encrypt'],
  [all('bevorzug(?:e|en|t)'), 'prefer'],
  [all('vermeid(?:e|en|et)'), 'avoid'],
  [all('leerzeichen'), 'spaces'],
  [all('geheimnisse?n?', 'zugangsdaten'), 'secrets'],
  [all('freigaben?'), 'approval'],
  [all('deutsch'), 'German'],
  [all('englisch'), 'English'],
  [all('zwei'), '2'],
  [all('drei'), '3'],
  [all('vier'), '4'],
  [all('fünf'), '5'],
  [all('zeilen?'), 'lines'],
  [all('dateien?'), 'files'],
  [all('funktion(?:en)?'), 'functions'],
])

const infinitive =
  /^(.+?)\s+(never|not|always)?\s*(use|run|write|delete|change|check|commit|push|log|document|ask|encrypt|prefer|avoid)\s*[.!]?$/

/** A German rule in the words that rules are compared by; other texts as they are. */
export function fromGerman(text: string): string {
  if (!german.test(text) || english.test(text)) return text
  let plain = text
  for (const [word, meant] of words()) plain = plain.replace(word, meant)
  // "Beispiel: …" stays in front.
  const [, label = '', sentence = ''] = /^([^:]{1,40}:\s+)?(.*)$/s.exec(plain) ?? []
  return label + verbFirst(sentence)
}

const verbs = new Set('use run write delete change check commit push log document ask encrypt'.split(' '))

/** "pnpm statt npm verwenden", "verwende Tabs nicht": what English has in front. What is said to be so ("must never be committed") stays where it is. */
function verbFirst(sentence: string): string {
  if (/\b(?:must|may|should|is|are)\b/.test(sentence))
    return sentence.replace(/^(.*?)\b(must|may|should)\b(.*?)\s(have)\s*[.!]?$/, '$1$2 have$3')
  const [, before = '', adverb = '', verb = ''] = infinitive.exec(sentence) ?? []
  if (verb === '' || before.startsWith(`${verb} `))
    return sentence.replace(/^(\w+)(.*) (not|never)(?= |$)/, (match, first: string, rest: string, no: string) =>
      verbs.has(first) ? `${no === 'not' ? 'do not' : no} ${first}${rest}` : match,
    )
  const [, leading = adverb, thing = before] = /^(never|not|always|no)\s+(.+)$/i.exec(before) ?? []
  const manner = /^no[t]?$/i.test(leading) ? 'do not' : leading.toLowerCase()
  return `${manner} ${verb} ${thing}`.trim()
}
