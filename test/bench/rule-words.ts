/** mulberry32: the same seed, the same history. */
export interface Random {
  /** 0 ≤ x < 1. */
  next(): number
  /** A whole number from `low` to `high`, both included. */
  between(low: number, high: number): number
  pick<T>(list: readonly T[]): T
  shuffle<T>(list: readonly T[]): T[]
  chance(share: number): boolean
}

export function seeded(seed: number): Random {
  let state = seed | 0
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const between = (low: number, high: number) => low + Math.floor(next() * (high - low + 1))
  return {
    next,
    between,
    pick: (list) => list[between(0, list.length - 1)] as (typeof list)[number],
    shuffle(list) {
      const shuffled = [...list]
      for (let last = shuffled.length - 1; last > 0; last--) {
        const other = between(0, last)
        ;[shuffled[last], shuffled[other]] = [shuffled[other] as never, shuffled[last] as never]
      }
      return shuffled
    },
    chance: (share) => next() < share,
  }
}

const list = (words: string) => words.split(' ')

export const verbs = list('edit refactor rename document test review update check')
export const folders = list('src public scripts docs config tests lib tools assets pages workers schemas')
const subjects = list(
  'migration invoice tenant payload webhook cookie avatar ledger parser sitemap glossary calendar voucher sensor robot printer mailbox newsletter theme banner',
)
const objects = list(
  'template schema snapshot backup certificate password statistic translation permission quota redirect endpoint pipeline image header checksum archive manifest digest locale',
)
const places = list(
  'repository dashboard terminal branch bucket registry cluster spreadsheet console warehouse gateway sandbox browser directory queue workspace catalogue proxy kernel notebook',
)
const doings = list(
  'publish delete encrypt rotate validate import export approve truncate compress replicate annotate deprecate escalate measure sign mask merge freeze restore',
)
const reasons = list(
  'customers auditors reviewers translators operators visitors partners suppliers editors students nurses drivers judges authors tenants guests members traders pilots farmers',
)

/** The content words of a rule: what it is about. */
export interface Topic {
  doing: string
  subject: string
  object: string
  place: string
  reason: string
}

/** Topics that share single words at most by chance, as real rules do. */
export function drawTopics(random: Random, count: number): Topic[] {
  const [doing, subject, object, place, reason] = [doings, subjects, objects, places, reasons].map((words) =>
    random.shuffle(words),
  ) as [string[], string[], string[], string[], string[]]
  return Array.from({ length: count }, (_, index) => {
    const at = (words: string[]) => words[index % words.length] as string
    // Words come round again behind the twentieth topic, each list shifted, so that no two topics are alike.
    const round = Math.floor(index / doing.length)
    const shifted = (words: string[], by: number) => words[(index + by * round) % words.length] as string
    return {
      doing: at(doing),
      subject: shifted(subject, 3),
      object: shifted(object, 7),
      place: shifted(place, 11),
      reason: shifted(reason, 13),
    }
  })
}

/** One way to say a topic, and others: the same words in another order, with other small words around them. */
const forms: ((topic: Topic) => string)[] = [
  ({ doing, subject, object, place, reason }) =>
    `Always ${doing} the ${subject} ${object} in the ${place} for ${reason}`,
  ({ doing, subject, object, place, reason }) =>
    `In the ${place}, the ${object} of a ${subject} must be ${participle(doing)} for all ${reason}`,
  ({ doing, subject, object, place, reason }) => `For ${reason}: ${doing} each ${subject} ${object} in every ${place}`,
  ({ doing, subject, object, place, reason }) =>
    `${subject} ${object}s should be ${participle(doing)} in the ${place}, as ${reason} need it`,
]

export function ruleText(topic: Topic): string {
  return capitalised((forms[0] as (topic: Topic) => string)(topic))
}

export function paraphrase(random: Random, topic: Topic): string {
  return restated(random, topic, [' without exception', ' at all times', ' in any case'])
}

/** Another rule in other words: it holds before something only, or says how often. */
export function conditioned(random: Random, topic: Topic): string {
  return `${restated(random, topic, [])}${random.pick([' before release', ' every week', ' after an audit'])}`
}

function restated(random: Random, topic: Topic, sureties: string[]): string {
  const text = random.pick(forms.slice(1))(topic)
  return capitalised(sureties.length > 0 && random.chance(0.4) ? `${text}${random.pick(sureties)}` : text)
}

const participle = (verb: string) => (verb.endsWith('e') ? `${verb}d` : `${verb}ed`)
const capitalised = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)

export const checklists = [
  'At the end of a session stop all background processes, remove temporary files, check git status and write the handoff',
  'Session closing protocol: kill servers, sync the rules to the database, commit everything, create a summary document',
  'Before closing down, clean up lock files, run the audit analysis and leave a recovery note',
  'When a session ends: push the branch, note what was deployed, write the handoff and the compaction marker',
]
