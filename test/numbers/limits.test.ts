import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { longestReason } from '../../cache/audit/claude-code.ts'
import { type Outgoing, writeDecisions } from '../../cache/audit/sources/mongo-write.ts'
import { openCache } from '../../cache/database.ts'
import { isTooDeep } from '../../cache/json.ts'
import { splitLines } from '../../cache/lines.ts'
import type { Sessions } from '../../cache/sessions.ts'
import { openExcerpt } from '../../cache/transcripts/excerpt.ts'
import { createPart } from '../../cache/transcripts/part.ts'
import { addPart } from '../../cache/transcripts/parts.ts'
import { agentUsage } from '../../cache/transcripts/usage.ts'
import { longestError } from '../../cache/transcripts/work/cause.ts'
import { longestQuote } from '../../cache/transcripts/work/request.ts'
import { mostListed } from '../../cache/transcripts/work/troubled-calls.ts'
import { parseTime } from '../../cache/window.ts'
import { loadPrices } from '../../tasks/analysis/agent/prices.ts'
import { mostEdited } from '../../tasks/analysis/agent.ts'
import { shownDecisions } from '../../tasks/analysis/anomalies.ts'
import { mostServices, otherServices, stepsOf } from '../../tasks/analysis/timeline.ts'
import { longestMs, mostRounds, politeRounds } from '../../tasks/cleanup/end-newcomers.ts'
import { mostCharacters } from '../../tasks/compaction/agent-context.ts'
import { budgets, mostBytes } from '../../tasks/handoff/document/letter.ts'
import { screenAnomalies } from '../../tasks/handoff/first-screen.ts'
import { firstScreenOf } from '../../tasks/handoff/shown-screen.ts'
import { agedDays } from '../../tasks/startup/due-handoff.ts'
import { signDays } from '../../tasks/startup/services.ts'
import { staleSessions } from '../../tasks/work/standing/view.ts'
import { isSecretValue, looksRandom, mixedCase } from '../../templates/secrets/value.ts'
import { examineStore } from '../../workflows/commands/doctor/examine-store.ts'
import { waitMs } from '../../workflows/commands/hook/answer.ts'
import { claudeForm, codexForm } from '../../workflows/commands/hooks/entries.ts'
import { defaultSettings } from '../../workflows/runner/config.ts'
import { type LifeSigns, leftBehind } from '../../workflows/runner/life-signs.ts'
import { exitStatus } from '../../workflows/runner/run-workflow.ts'
import { currentSession } from '../../workflows/runner/session.ts'
import { randomRuns } from '../support/random-runs.ts'

const test = suite('numbers: limits')

const minute = 60_000
const hour = 60 * minute
const dayMs = 24 * hour

test('what applies where a project says nothing', () => {
  const { protectedPorts, graceMs, retentionDays, trashDays, storeTimeoutMs, questionTimeoutMs } = defaultSettings(
    '/p',
    {},
  )
  assert.equal(
    { protectedPorts, graceMs, retentionDays, trashDays, storeTimeoutMs, questionTimeoutMs },
    {
      protectedPorts: [9000],
      graceMs: 5000,
      retentionDays: 0,
      trashDays: 7,
      storeTimeoutMs: 5000,
      questionTimeoutMs: 60_000,
    },
  )
})

test('a first screen has 1,800 bytes at most', () => {
  assert.is(firstScreenOf('x'.repeat(1800)).length, 1800)
  assert.is(firstScreenOf('x'.repeat(1801)).length, 1800)
})

test('what documents, lists and the context of an agent hold at most', () => {
  assert.equal({ mostBytes, most: budgets[0] }, { mostBytes: 12_000, most: { characters: 200, items: 10 } })
  assert.equal({ screenAnomalies, mostCharacters }, { screenAnomalies: 3, mostCharacters: 7900 })
  assert.equal({ longestError, mostListed, mostServices }, { longestError: 160, mostListed: 50, mostServices: 7 })
  assert.equal({ longestQuote, longestReason, mostEdited }, { longestQuote: 300, longestReason: 120, mostEdited: 50 })
  assert.is(shownDecisions, 3)
})

test('what comes up while others end is asked to end twice before it is made to, and followed for twenty rounds or ten seconds', () =>
  assert.equal({ politeRounds, mostRounds, longestMs }, { politeRounds: 2, mostRounds: 20, longestMs: 10_000 }))

test('a hook has ten seconds, the ending of a Codex session three, and waits half a second for a cache', () => {
  const seconds = (form: typeof claudeForm, event: 'Stop' | 'SessionEnd') => form.groupOf(event, 'x').hooks[0]?.timeout
  assert.equal([seconds(claudeForm, 'Stop'), seconds(claudeForm, 'SessionEnd')], [10, 10])
  assert.equal([seconds(codexForm, 'Stop'), seconds(codexForm, 'SessionEnd')], [10, 3])
  assert.is(waitMs, 500)
})

test('a store is searched for the last sign of life of a service 30 days back', () => assert.is(signDays, 30))

test('the exit status says a bug, what blocks, what failed, and with --strict what is degraded', () => {
  const essential = { id: 'a/b' }
  const status = (outcome: string, step: string, { bug = false, strict = false } = {}) => {
    const settled = [{ id: 'a/b', outcome: step }]
    return exitStatus({ essential: [essential] } as never, { outcome }, { settled, bug } as never, strict)
  }
  assert.equal([status('ok', 'ok'), status('degraded', 'ok'), status('degraded', 'ok', { strict: true })], [0, 0, 4])
  assert.equal(
    [
      status('degraded', 'failed'),
      status('failed', 'ok'),
      status('blocked', 'ok'),
      status('failed', 'ok', { bug: true }),
    ],
    [4, 4, 3, 1],
  )
})

test('an active minute is one of the clock in which a line of a transcript was written', () => {
  const directory = mkdtempSync(join(tmpdir(), 'bookend-minutes-'))
  const { db, close } = openCache(directory, 'durable', new Date())
  db.pragma('foreign_keys = OFF')
  db.prepare(
    `INSERT INTO transcripts (id, path, agent, agent_session, own, inode, size, mtime_ms, offset, lines, fingerprint, state, decided)
     VALUES (1, '/t.jsonl', 'claude-code', 'a', 1, 1, 1, 1, 1, 1, '', '{}', 0)`,
  ).run()
  const part = createPart()
  part.numbers.times.push(60_000, 119_999, 120_000)
  addPart(db, 1, 1, part.packed())
  assert.is(agentUsage(openExcerpt(db, { from: 0, to: hour }))?.activeMinutes, 2)
  assert.is(agentUsage(openExcerpt(db, { from: 0, to: 120_000 }))?.activeMinutes, 1)
  close()
  rmSync(directory, { recursive: true })
})

test('open work is stale from five sessions on', () => assert.is(staleSessions, 5))

test('a session is left behind after twelve hours without a sign, or where the machine started a minute after the last one', () => {
  const why = (signs: Partial<LifeSigns>) =>
    leftBehind({ now: 13 * hour, last: hour, machineStarted: 0, workers: [], ...signs })?.why
  assert.equal([why({}), why({ now: 13 * hour + 1 })], [undefined, 'silence'])
  assert.equal(
    [why({ machineStarted: hour + minute }), why({ machineStarted: hour + minute + 1 })],
    [undefined, 'machine-started'],
  )
})

test('a handoff is old behind seven days', () => {
  assert.equal([agedDays(0, 7 * dayMs), agedDays(0, 7 * dayMs + 1), agedDays(0, 8 * dayMs)], [undefined, 7, 8])
})

test("the framework's state opens the window within 24 hours and after the last closedown; else the last 24 hours do", () => {
  const now = 10 * dayMs
  const basis = (started: number, closed?: number) => {
    const last = closed === undefined ? undefined : { to: closed }
    const sessions = { open: () => undefined, lastClosed: () => last, nextId: () => 'x' } as unknown as Sessions
    const sessionState = JSON.stringify({ started: new Date(started).toISOString() })
    const { windowBasis, from } = currentSession({ now, sessions, sessionState })
    return `${windowBasis} ${now - from}`
  }
  assert.is(basis(now - dayMs), `session-state ${dayMs}`)
  assert.is(basis(now - dayMs - 1), `last-24-hours ${dayMs}`)
  assert.is(basis(now - hour, now - hour), `last-closedown ${hour}`)
  assert.is(basis(now - hour, now - hour - 1), `session-state ${hour}`)
})

test('a day that no calendar has is no time', () => {
  assert.equal(
    ['2024-02-29', '2025-02-28', '2025-02-29', '2025-04-31', '2025-12-31'].map((day) => parseTime(day) !== undefined),
    [true, true, false, false, true],
  )
})

test('a time is what Date.parse makes of it, whichever came before it', () => {
  const two = (n: number) => String(n).padStart(2, '0')
  const field = (most: number) => fc.nat(most).map(two)
  // Few minutes, so that one comes again; and fields that are one too large.
  const time = fc
    .tuple(fc.constantFrom('2026-11-28', '2026-02-01', '2026-13-01', '20x6-11-28'), field(24), field(60), field(60))
    .map(([day, hour, minute, second]) => `${day}T${hour}:${minute}:${second}.07${second[1]}Z`)
  fc.assert(
    fc.property(fc.array(time), fc.nat(60).map(two), (times, second) => {
      for (const text of times.flatMap((each) => [
        each,
        `${each.slice(0, 17)}${second}.500Z`,
        `${each.slice(0, 17)}0x.000Z`,
      ])) {
        const ms = Date.parse(text)
        assert.is(parseTime(text), Number.isFinite(ms) ? ms : undefined, text)
      }
    }),
    { numRuns: randomRuns(50) },
  )
})

test('a session is cut into 48 steps at most, of lengths that people think in', () => {
  const stepMinutes = (minutes: number) => stepsOf({ from: 0, to: minutes * minute }).stepMs / minute
  assert.equal([47, 48, 94, 95].map(stepMinutes), [1, 2, 2, 5])
  const lengths = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440]
  assert.equal(
    lengths.map((length) => stepMinutes(length * 47)),
    lengths,
  )
  assert.is(stepMinutes(1441 * 47), 2880)
  assert.is(otherServices, 'others')
})

test('a line is cut at 16 MiB', () => {
  const splitter = splitLines(0, (bytes) => String(bytes.length))
  const chunk = Buffer.alloc(2 ** 20, 'x')
  for (let index = 0; index < 18; index++) assert.equal([...splitter.linesOf(chunk, chunk.length)], [])
  const [line] = splitter.linesOf(Buffer.from('\n'), 1)
  assert.is(line?.text, String(16 * 2 ** 20))
})

test('what is nested deeper than 1,000 levels is kept nowhere', () => {
  const nested = (levels: number) => {
    let value: unknown = 1
    for (let level = 0; level < levels; level++) value = [value]
    return value
  }
  assert.equal([isTooDeep(nested(1000)), isTooDeep(nested(1001))], [false, true])
})

/** Batches that are written of so many documents of a size. */
async function batches(documents: number, bytes: number): Promise<number> {
  let written = 0
  const outgoing = async function* (): AsyncGenerator<Outgoing> {
    for (let number = 0; number < documents; number++)
      yield { hash: 'h', number, at: number, document: { text: 'x'.repeat(bytes) } } as unknown as Outgoing
  }
  const server = { question: {}, use: async () => false } as unknown as Parameters<typeof writeDecisions>[0]
  const total = { added: 0, known: 0, unconfirmed: 0, unanswered: 0, refused: [] }
  await writeDecisions(server, {} as never, outgoing(), total, () => {
    written++
  })
  return written
}

test('a store is written to in batches of 500 documents, and of little more than 8 MiB', async () => {
  assert.equal([await batches(500, 1), await batches(501, 1), await batches(1001, 1)], [1, 2, 3])
  assert.equal([await batches(8, 2 ** 20), await batches(9, 2 ** 20), await batches(17, 2 ** 20)], [1, 2, 3])
})

test('a store needs version 4.4, and a clock that is a minute off at most', async () => {
  const examined = async (version: string, off: number) => {
    const command = async (question: object) =>
      'buildInfo' in question ? { version } : { localTime: new Date(dayMs + off) }
    const db = { admin: () => ({ command }) }
    const use = async (_: unknown, ask: (db: unknown) => Promise<unknown>) => {
      try {
        return await ask(db)
      } catch {
        return { verdict: 'SKIPPED' }
      }
    }
    const checks = await examineStore({ question: {}, use } as never, {} as never, {
      now: () => dayMs,
      rules: 'rules.json',
    })
    const of = (sought: string) => checks.find(({ id }) => id === sought)
    return [of('store-server')?.verdict, of('store-clock')?.verdict, of('store-clock')?.reason]
  }
  assert.equal(await examined('4.4.0', 60_000), ['PASS', 'PASS', "60 s from this machine's"])
  assert.equal(await examined('4.3.9', 61_000), ['FAIL', 'FAIL', "1 min from this machine's"])
  assert.equal(await examined('7.0.1', -3_725_000), ['PASS', 'FAIL', "1 h 2 min from this machine's"])
  assert.equal((await examined('7.0.1', -61_000))[1], 'FAIL')
})

test("a model costs what the one who sells it takes, by Bedrock's and OpenRouter's names too", async () => {
  const prices = await loadPrices(Date.parse('2026-01-10'))
  const tokens = { messages: 1, input: 1000, output: 1000, cacheRead: 0, cacheWrite: 0, cacheWriteHour: 0 }
  for (const [model, cost, window] of [
    ['claude-sonnet-4-5-20250929', 0.018, 200_000],
    ['claude-sonnet-4-5@20250929', 0.018, 200_000],
    ['us.anthropic.claude-sonnet-4-5-20250929-v1:0', 0.0198, 200_000],
    ['us.anthropic.claude-sonnet-4-5-20250929-v1:0[1m]', 0.0198, 1_000_000],
    ['anthropic.claude-3-5-haiku-20241022-v1:0', 0.0048, 200_000],
    ['arn:aws:bedrock:eu-west-1:1:inference-profile/global.anthropic.claude-opus-4-5-20251101-v1:0', 0.03, 200_000],
    ['openai.gpt-oss-120b-1:0', 0.00075, 128_000],
    ['anthropic/claude-opus-4.5', 0.03, 200_000],
    ['openai/gpt-5', 0.01125, 400_000],
    ['arn:aws:bedrock:eu-west-1:1:application-inference-profile/a1b2', null, null],
  ] as const) {
    assert.is(prices.cost(model, [{ ...tokens, model, exceeded: 0 }]), cost, model)
    assert.is(prices.contextWindow(model, 1000), window, model)
  }
})

test('prices are per million tokens, by sort and by the size of the context', async () => {
  const prices = await loadPrices(Date.parse('2025-10-24'))
  const model = 'claude-sonnet-4-5'
  const tokens = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, cacheWriteHour: 0 }
  const cost = (exceeded: number, spent: Partial<typeof tokens>) =>
    prices.cost(model, [{ model, messages: 1, exceeded, ...tokens, ...spent }])
  assert.equal(prices.sizes([model]), [200_000])
  assert.equal([cost(0, { input: 1e6 }), cost(1, { input: 1e6 })], [3, 6])
  assert.equal([cost(0, { output: 1e6 }), cost(1, { output: 1e6 })], [15, 22.5])
  assert.equal(
    [cost(0, { cacheRead: 1e6 }), cost(0, { cacheWrite: 1e6 }), cost(0, { cacheWrite: 1e6, cacheWriteHour: 1e6 })],
    [0.3, 3.75, 6],
  )
  assert.is(prices.contextWindow(`${model}[1m]`, 0), 1_000_000)
  // A context is never larger than its window: then it is the larger one, or none that is known.
  assert.equal(
    [200_000, 200_001, 1_000_000, 1_000_001].map((used) => prices.contextWindow(model, used)),
    [200_000, 1_000_000, 1_000_000, null],
  )
  assert.is(prices.contextWindow('gpt-5', 900_000), null)
})

// Each length at its least, and one character less.
const secrets: [value: string, kind: 'password' | 'key', manner: 'quoted' | 'tight' | 'loose', secret: boolean][] = [
  ['x7q', 'password', 'quoted', true],
  ['x7', 'password', 'quoted', false],
  ['k3x9q2z8', 'key', 'quoted', true],
  ['k3x9q2z', 'key', 'quoted', false],
  // In no order that chance gives, and no word.
  ['aaaa1111bbbb', 'key', 'quoted', true],
  ['aaaa1111bbb', 'key', 'quoted', false],
  ['482913', 'password', 'loose', true],
  ['48291', 'password', 'loose', false],
  ['4829', 'password', 'tight', true],
  ['482', 'password', 'tight', false],
  ['sesame', 'password', 'quoted', true],
  ['sesam', 'password', 'quoted', false],
  ['sesame', 'password', 'tight', true],
  ['sesam', 'password', 'tight', false],
  ['a9x!k', 'password', 'loose', true],
  ['a9x!', 'password', 'loose', false],
]
for (const [value, kind, manner, secret] of secrets)
  test(`${kind} ${manner} ${value}: ${secret ? 'a secret' : 'none'}`, () =>
    assert.is(isSecretValue(value, kind as Parameters<typeof isSecretValue>[1], manner), secret))

test('random words: eight characters with digits, sixteen without; ten in both cases', () => {
  assert.equal(['k3x9q2z8', 'k3x9q2z'].map(looksRandom), [true, false])
  assert.equal(['qzxkvbtrwpjdhgnf', 'qzxkvbtrwpjdhgn'].map(looksRandom), [true, false])
  assert.equal(['qZxKvBtRwP', 'qZxKvBtRw'].map(mixedCase), [true, false])
})

test.run()
