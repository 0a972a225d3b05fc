import * as assert from 'uvu/assert'
import type { AgentReport } from '../tasks/analysis/agent/agent-report.ts'
import { requestsOf } from '../tasks/analysis/agent/agents-in-words.ts'
import { refusedBy } from '../tasks/analysis/agent/calls-in-words.ts'
import { agentRows } from '../tasks/handoff/agent-rows.ts'
import { oneLine } from '../templates/render.ts'
import { answer, type Counted, mainTranscript as main, prompt, second, transcriptSuite } from './support/transcripts.ts'

const test = transcriptSuite('what people asked for')

const other = (session: number) => `-home-me-x/s${session}.jsonl`
const command = (name: string, words: string) =>
  `<command-message>${name} is running…</command-message>\n<command-name>/${name}</command-name>\n<command-args>${words}</command-args>`

for (const [what, text, request, turns] of [
  ['a command with arguments is one', command('review', 'PR 41 bitte gründlich'), '/review PR 41 bitte gründlich', 2],
  ['one without is none', command('review', ''), 'Before', 1],
  ["one of the client's own is none", command('model', 'opus'), 'Before', 1],
  ["another session's message is none", 'Another Claude session sent a message: done with the API', 'Before', 1],
  ["the client's notice is none", '[SYSTEM NOTIFICATION - NOT USER INPUT] disk is full', 'Before', 1],
  ['what opens or closes a session is one, and not what was to be done', 'Process session closedown.', 'Before', 2],
] as const)
  test(what, async ({ home }) => {
    home.write(main, [prompt(1, 'Before'), prompt(2, text)])
    const read = await home.read()
    assert.is(read?.request, request)
    assert.is(read?.turns, turns)
  })

for (const text of [
  'please process session closedown',
  'ok, process session closedown',
  'Process session closedown, thanks!',
  '"process session closedown"',
  'start session please',
  'Process the session closedown',
  "let's close down: process session close down now",
  '/bookend-close',
  '/bookend:bookend-open',
])
  test(`"${text}" is not what was to be done`, async ({ home }) => {
    home.write(main, [prompt(1, 'Before'), prompt(2, text)])
    assert.is((await home.read())?.request, 'Before')
  })

for (const text of [
  'start session handling in src/auth.ts',
  'fix the tests, then process session closedown',
  'why does "process session closedown" fail?',
  'ok, now the header',
])
  test(`"${text}" is`, async ({ home }) => {
    home.write(main, [prompt(1, 'Before'), prompt(2, text)])
    assert.is((await home.read())?.request, text)
  })

test('emoji that are joined stay one, and what joins anything else goes', async ({ home }) => {
  const text = 'For the 👨‍👩‍👧 and 👩🏽‍💻, a\u200db'
  home.write(main, [prompt(1, text)])
  assert.is((await home.read())?.request, 'For the 👨‍👩‍👧 and 👩🏽‍💻, a b')
  assert.is(oneLine(text), 'For the 👨‍👩‍👧 and 👩🏽‍💻, a b')
})

test('of sessions beside each other each is told what it was asked last, the latest first', async ({ home }) => {
  home.write(main, [prompt(1, 'Work on alpha'), prompt(4, 'Process session closedown')])
  home.write(other(2), [prompt(2, 'Before'), prompt(3, 'Work on beta')])
  const { request, requests } = (await home.read()) as Counted
  assert.is(request, 'Work on beta')
  assert.equal(requests, [
    { agent: 'claude-code', session: 's2', request: 'Work on beta' },
    { agent: 'claude-code', session: 's1', request: 'Work on alpha' },
  ])
  assert.equal(
    requestsOf({ request, requests }).map(({ text, by }) => text + by),
    ['Work on beta', 'Work on alpha (another session)'],
  )
  assert.is((await home.read({ texts: false }))?.requests, undefined)
})

test('a session that goes on in another one, was asked the same, or was only opened and closed is not named', async ({
  home,
}) => {
  const asked = prompt(1, 'Work on alpha')
  home.write(main, [asked])
  home.write(other(2), [asked, prompt(2, 'Work on beta')])
  home.write(other(3), [prompt(3, 'Start session'), prompt(4, 'Process session closedown')])
  home.write(other(4), [prompt(0, 'Work on beta')])
  const { request, requests } = (await home.read()) as Counted
  assert.equal([request, requests], ['Work on beta', undefined])
})

test('one that was asked before the window is told by what the client noted, as far as it goes on', async ({
  home,
}) => {
  const noted = (lastPrompt: string) => ({ type: 'last-prompt', lastPrompt, sessionId: 's1' })
  home.write(main, [prompt(1, 'Work on alpha'), answer(5, 'm1', {}), noted('Work on alpha')])
  home.write(other(2), [prompt(6, 'Work on beta')])
  home.write(other(3), [prompt(7, "A program's", { promptSource: 'sdk' }), noted("A program's")])
  const window = { from: Date.parse(second(3)), to: Date.parse(second(60)) }
  assert.equal(
    (await home.read({ window }))?.requests?.map((each) => each.request),
    ['Work on beta', 'Work on alpha'],
  )
})

test('the latest five are told, and the first screen says how many more there are', async ({ home }) => {
  for (let at = 1; at <= 7; at++) home.write(other(at), [prompt(at, `Work ${at}`)])
  const work = (await home.read()) as Counted
  assert.equal(
    work.requests?.map((each) => each.request),
    ['Work 7', 'Work 6', 'Work 5', 'Work 4', 'Work 3'],
  )
  const [row] = agentRows(work as unknown as AgentReport, { characters: 100, items: 5 })
  assert.equal(
    row?.items.map(({ text }) => text),
    ['Work 7', 'Work 6 (another session)', 'Work 5 (another session)', 'and 2 more'],
  )
})

test("a hook's refusal has its reason where that is asked for", () => {
  assert.is(
    refusedBy('hook', 'inst_012 never delete outside', ['user', 'hook']),
    'by hook: inst_012 never delete outside',
  )
  assert.is(refusedBy('hook', 'inst_012 never delete outside'), 'by hook')
})

test.run()
