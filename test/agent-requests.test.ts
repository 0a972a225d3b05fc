import * as assert from 'uvu/assert'
import { refusedBy } from '../tasks/analysis/agent/calls-in-words.ts'
import { oneLine } from '../templates/render.ts'
import { mainTranscript as main, prompt, transcriptSuite } from './support/transcripts.ts'

const test = transcriptSuite('what people asked for')

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

test("a hook's refusal has its reason where that is asked for", () => {
  assert.is(
    refusedBy('hook', 'inst_012 never delete outside', ['user', 'hook']),
    'by hook: inst_012 never delete outside',
  )
  assert.is(refusedBy('hook', 'inst_012 never delete outside'), 'by hook')
})

test.run()
