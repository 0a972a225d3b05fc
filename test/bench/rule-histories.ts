import {
  checklists,
  conditioned,
  drawTopics,
  folders,
  paraphrase,
  type Random,
  ruleText,
  seeded,
  type Topic,
  verbs,
} from './rule-words.ts'

/** A project's governed sessions with what was planted in them. */
export interface History {
  sessions: { id: string; from: number; to: number }[]
  /** Documents of the audit log. */
  decisions: object[]
  instructions: object[]
  /** What should be proposed: the ids of the rules, or a part of the violation. */
  planted: { category: string; about: string }[]
  /** What should not, by why. */
  decoys: { category: string; about: string; why: string }[]
}

const dayMs = 86_400_000
const begin = Date.parse('2025-06-01T09:00:00.000Z')

/** A random history: rules that are obeyed and violated now and then, and of each kind some findings and some decoys. */
export function makeHistory(seed: number): History {
  const random = seeded(seed)
  const writer = new Writer(random, random.between(5, 9))
  for (const plant of random.shuffle(plants)) for (let n = random.between(0, 2); n > 0; n--) plant(writer)
  for (let n = random.between(5, 15); n > 0; n--) writer.ordinaryRule()
  writer.everydayWork()
  return writer.history
}

class Writer {
  readonly history: History = { sessions: [], decisions: [], instructions: [], planted: [], decoys: [] }
  readonly random: Random
  readonly #topics: Topic[]
  readonly #checked = new Map<string, number>()
  #ids = 0
  #topic = 0
  #checklist = 0

  constructor(random: Random, sessions: number) {
    this.random = random
    this.#topics = drawTopics(random, 200)
    for (let day = 0; day < sessions; day++) {
      const from = begin + day * dayMs
      this.history.sessions.push({
        id: `${new Date(from).toISOString().slice(0, 10)}-001`,
        from,
        to: from + 6 * 3_600_000,
      })
    }
  }

  plant(category: string, about: string): void {
    this.history.planted.push({ category, about })
  }
  decoy(category: string, about: string, why: string): void {
    this.history.decoys.push({ category, about, why })
  }

  /** Another one each time. */
  checklist(): string {
    return checklists[this.#checklist++ % checklists.length] as string
  }

  topic(): Topic {
    return this.#topics[this.#topic++ % this.#topics.length] as Topic
  }

  /** Adds a rule, which a share of the everyday decisions checks; returns its id. */
  rule(text: string, fields: Record<string, unknown> = {}, share = 0.3): string {
    this.#ids += this.random.between(1, 3)
    const id = `inst_${String(this.#ids).padStart(3, '0')}`
    this.#checked.set(id, share)
    this.history.instructions.push({
      id,
      text,
      timestamp: '2025-01-01T00:00:00.000Z',
      quadrant: 'OPERATIONAL',
      persistence: 'MEDIUM',
      parameters: {},
      active: true,
      session_id: '2025-01-01-001',
      ...fields,
    })
    return id
  }

  ordinaryRule(): void {
    const id = this.rule(ruleText(this.topic()))
    for (let n = this.random.between(0, 3); n > 0; n--) this.violate(this.session(), id)
  }

  session(): number {
    return this.random.between(0, this.history.sessions.length - 1)
  }

  /** A moment of a session. */
  at(session: number, position = this.random.next()): number {
    const { from, to } = this.history.sessions[session] as History['sessions'][number]
    return Math.floor(from + (to - from) * position)
  }

  action(): string {
    const { random } = this
    return `${random.pick(verbs)} ${random.pick(folders)}/${random.pick(folders)}-${random.between(1, 9)}.js`
  }

  decide(session: number, fields: { metadata?: object; [key: string]: unknown } = {}, position?: number): void {
    const { metadata, ...rest } = fields
    this.history.decisions.push({
      sessionId: this.history.sessions[session]?.id,
      action: 'boundary_enforcement',
      service: 'BoundaryEnforcer',
      allowed: true,
      rulesChecked: [],
      violations: [],
      metadata: { boundary: 'none', domain: 'TECHNICAL_IMPLEMENTATION', actionType: this.action(), ...metadata },
      timestamp: new Date(this.at(session, position)).toISOString(),
      ...rest,
    })
  }

  block(session: number, violations: unknown[], fields: Parameters<Writer['decide']>[1] = {}, position?: number): void {
    this.decide(session, { allowed: false, violations, ...fields }, position)
  }

  violate(session: number, id: string, fields: Parameters<Writer['decide']>[1] = {}): void {
    const violation = this.random.chance(0.5) ? id : { ruleId: id, rulText: 'as logged', severity: 'MEDIUM' }
    this.block(session, [violation], { rulesChecked: [id], ...fields })
  }

  classify(session: number, text: string, quadrant: string, persistence = 'MEDIUM'): void {
    const metadata = { instruction_text: text.slice(0, 100), quadrant, persistence, actionType: undefined }
    this.decide(session, {
      action: 'instruction_classification',
      service: 'InstructionPersistenceClassifier',
      metadata,
    })
  }

  /** What goes on in every session: decisions that check rules, blocked ones by boundary and failed check, tensions, warnings. */
  everydayWork(): void {
    const { random } = this
    for (const session of this.history.sessions.keys()) {
      for (let n = 40; n > 0; n--) {
        const rulesChecked = [...this.#checked].filter(([, share]) => random.chance(share)).map(([id]) => id)
        this.decide(session, { rulesChecked })
      }
      for (let n = 5; n > 0; n--) this.block(session, [random.pick(['VALUES', 'AGENCY', 'WISDOM'])])
      for (let n = 3; n > 0; n--)
        this.block(session, ['Safety'], { action: 'metacognitive_verification', metadata: { decision: 'BLOCK' } })
      this.block(session, ['speed vs safety'], {
        action: 'pluralistic_deliberation',
        metadata: { outcome: 'disagreement' },
      })
      this.decide(session, { violations: ['High token usage: 62 %'], action: 'context_pressure_analysis' })
      this.block(session, [`one_off_${session}_${random.between(100, 999)}`])
    }
  }
}

/** The same behaviour as logs word it: an identifier, or a sentence with what differs from case to case. */
function wordings(random: Random, { doing, subject, object }: Topic): { about: string; word: () => string } {
  const about = `${subject}_${object}_${doing}`
  const sentence = () =>
    `Attempt to ${doing} "${random.pick(folders)}" in ${random.pick(folders)}/${random.between(1, 99)}.js: ${subject} ${object} touched ${random.between(2, 90)} times`
  return random.chance(0.5) ? { about, word: () => about } : { about: `${subject} ${object} touched`, word: sentence }
}

type Plant = (writer: Writer) => void

const newRules: Plant[] = [
  function recurring(writer) {
    const { random } = writer
    const { about, word } = wordings(random, writer.topic())
    const times = random.between(3, 8)
    const spread = random.chance(0.5)
    const home = writer.session()
    for (let n = 0; n < times; n++)
      writer.block(spread ? writer.session() : home, [word()], { metadata: { file: `${folders[n % 5]}/${n % 5}.js` } })
    writer.plant('new', about)
  },
  function retryLoop(writer) {
    const { about, word } = wordings(writer.random, writer.topic())
    const session = writer.session()
    for (let n = writer.random.between(4, 9); n > 0; n--)
      writer.block(session, [word()], { metadata: { file: 'src/one.js', actionType: `Try ${n}` } })
    writer.decoy('new', about, 'a retry loop')
  },
  function twice(writer) {
    const { about, word } = wordings(writer.random, writer.topic())
    for (const file of ['a.js', 'b.js']) writer.block(writer.session(), [word()], { metadata: { file } })
    writer.decoy('new', about, 'seen twice')
  },
  function coveredByText(writer) {
    const topic = writer.topic()
    writer.rule(ruleText(topic))
    const violation = paraphrase(writer.random, topic)
    for (let n = 5; n > 0; n--) writer.block(writer.session(), [violation])
    writer.decoy('new', topic.subject, 'an active rule says so')
  },
]

const unclear: Plant[] = [
  function byTurns(writer) {
    const { random } = writer
    const id = writer.rule(ruleText(writer.topic()))
    const session = writer.session()
    const metadata = { actionType: writer.action(), tractatus_section: id }
    const turns = random.between(5, 12)
    for (let n = 0; n < turns; n++) {
      const fields = { rulesChecked: [id], metadata }
      if (n % 2 === 0) writer.block(session, [id], fields, (n + 1) / (turns + 2))
      else writer.decide(session, fields, (n + 1) / (turns + 2))
    }
    writer.plant('clarify', id)
  },
  function handedOver(writer) {
    const id = writer.rule(ruleText(writer.topic()), {}, 0.2)
    for (let n = writer.random.between(4, 8); n > 0; n--)
      writer.block(writer.session(), ['Completeness'], {
        action: 'metacognitive_verification',
        rulesChecked: [id],
        metadata: { decision: writer.random.pick(['REQUEST_CONFIRMATION', 'REQUIRE_REVIEW', 'REQUEST_CLARIFICATION']) },
      })
    for (let n = 3; n > 0; n--) writer.decide(writer.session(), { rulesChecked: [id] })
    writer.plant('clarify', id)
  },
  function everywhere(writer) {
    const id = writer.rule(ruleText(writer.topic()))
    const count = writer.random.between(14, 20)
    for (let n = 0; n < count; n++)
      writer.violate(writer.session(), id, { metadata: { file: `${folders[n % folders.length]}/${n}.js` } })
    writer.plant('clarify', id)
  },
  function correctedOnce(writer) {
    const id = writer.rule(ruleText(writer.topic()))
    const session = writer.session()
    const fields = { rulesChecked: [id], metadata: { actionType: writer.action() } }
    for (const position of [0.1, 0.2, 0.3]) writer.block(session, [id], fields, position)
    for (const position of [0.4, 0.5, 0.6, 0.7]) writer.decide(session, fields, position)
    writer.decoy('clarify', id, 'blocked until it was corrected')
  },
  function violatedAtHome(writer) {
    const id = writer.rule(ruleText(writer.topic()))
    for (let n = 0; n < 15; n++)
      writer.violate(writer.session(), id, { metadata: { file: `${folders[n % 4]}/${n}.js` } })
    writer.decoy('clarify', id, 'violated in four folders')
  },
  function seldomHandedOver(writer) {
    const id = writer.rule(ruleText(writer.topic()))
    const fields = { rulesChecked: [id], metadata: { decision: 'REQUIRE_REVIEW' } }
    for (let n = 3; n > 0; n--)
      writer.block(writer.session(), ['Safety'], { action: 'metacognitive_verification', ...fields })
    for (let n = 30; n > 0; n--) writer.decide(writer.session(), { rulesChecked: [id] })
    writer.decoy('clarify', id, 'handed over seldom')
  },
]

const unused: Plant[] = [
  (writer) =>
    writer.plant(
      'deprecate',
      writer.rule(ruleText(writer.topic()), { persistence: writer.random.pick(['MEDIUM', 'LOW']) }, 0),
    ),
  (writer) => writer.plant('deprecate', writer.rule(writer.checklist(), { persistence: 'HIGH' })),
  (writer) => {
    const timestamp = new Date(begin + dayMs).toISOString()
    writer.decoy('deprecate', writer.rule(ruleText(writer.topic()), { timestamp }, 0), 'young')
  },
  (writer) => writer.decoy('deprecate', writer.rule(ruleText(writer.topic()), { persistence: 'HIGH' }, 0), 'HIGH'),
  (writer) => writer.decoy('deprecate', writer.rule(ruleText(writer.topic()), { active: false }, 0), 'inactive'),
  (writer) => writer.decoy('deprecate', writer.rule(ruleText(writer.topic()), {}, 0.9), 'obeyed'),
  (writer) => {
    const id = writer.rule(ruleText(writer.topic()), {}, 0)
    writer.decide(writer.session(), { violations: [id] })
    writer.decoy('deprecate', id, 'only warned of')
  },
  (writer) => {
    const text = ruleText(writer.topic())
    const id = writer.rule(text, {}, 0)
    writer.block(writer.session(), [text])
    writer.decoy('deprecate', id, 'named by its text')
  },
]

const port = (random: Random) => String(random.between(3000, 9000))

const overlapping: Plant[] = [
  function saidTwice(writer) {
    const topic = writer.topic()
    const ids = [writer.rule(ruleText(topic)), writer.rule(paraphrase(writer.random, topic))]
    writer.plant('consolidate', ids.join('+'))
  },
  function contradicting(writer) {
    const topic = writer.topic()
    const [one, two] = [port(writer.random), port(writer.random)]
    const ids = [
      writer.rule(`${ruleText(topic)} on port ${one}`, { parameters: { port: one } }),
      writer.rule(`${paraphrase(writer.random, topic)} on port ${two}`, { parameters: { port: two } }),
    ]
    writer.plant('consolidate', ids.join('+'))
  },
  function otherSubject(writer) {
    const [topic, other] = [writer.topic(), writer.topic()]
    const ids = [writer.rule(ruleText(topic)), writer.rule(ruleText({ ...topic, subject: other.subject }))]
    writer.decoy('consolidate', ids.join('+'), 'the same sentence about something else')
  },
  function underCondition(writer) {
    const topic = writer.topic()
    const ids = [writer.rule(ruleText(topic)), writer.rule(conditioned(writer.random, topic))]
    writer.decoy('consolidate', ids.join('+'), 'the same, before or after something or every so often')
  },
  function sameParameter(writer) {
    const ids = [1, 2].map(() => {
      const value = port(writer.random)
      return writer.rule(`${ruleText(writer.topic())} on port ${value}`, { parameters: { port: value } })
    })
    writer.decoy('consolidate', ids.join('+'), 'the same parameter of something else')
  },
  function retiredTwin(writer) {
    const topic = writer.topic()
    const ids = [writer.rule(ruleText(topic)), writer.rule(paraphrase(writer.random, topic), { active: false })]
    writer.decoy('consolidate', ids.join('+'), 'one of them is inactive')
  },
]

const misfiled: Plant[] = [
  (writer) =>
    writer.plant(
      'quadrant',
      writer.rule(ruleText(writer.topic()), { quadrant: writer.random.pick(['rules', 'Values', 'MISC', 'TECHNICAL']) }),
    ),
  (writer) =>
    writer.plant(
      'quadrant',
      writer.rule(ruleText(writer.topic()), { persistence: writer.random.pick(['high', 'FOREVER']) }),
    ),
  function contradicted(writer) {
    const text = ruleText(writer.topic())
    const id = writer.rule(text, { quadrant: 'STRATEGIC' })
    for (let n = writer.random.between(4, 12); n > 0; n--)
      writer.classify(writer.session(), text, writer.random.chance(0.06) ? 'TACTICAL' : 'SYSTEM')
    writer.plant('quadrant', id)
  },
  function divided(writer) {
    const text = ruleText(writer.topic())
    const id = writer.rule(text, { quadrant: 'STRATEGIC' })
    for (let n = 0; n < 10; n++) writer.classify(writer.session(), text, n % 5 < 3 ? 'SYSTEM' : 'TACTICAL')
    writer.decoy('quadrant', id, 'the classifier does not agree with itself')
  },
  function confirmed(writer) {
    const text = ruleText(writer.topic())
    const id = writer.rule(text)
    for (let n = 0; n < 9; n++) writer.classify(writer.session(), text, 'OPERATIONAL')
    writer.decoy('quadrant', id, 'the classifier confirms it')
  },
  function beyondTheClassifier(writer) {
    const text = ruleText(writer.topic())
    const id = writer.rule(text, { quadrant: 'VALUES' })
    for (let n = 0; n < 9; n++) writer.classify(writer.session(), text, 'STRATEGIC')
    writer.decoy('quadrant', id, 'the classifier cannot say VALUES')
  },
]

const plants = [...newRules, ...unclear, ...unused, ...overlapping, ...misfiled]
