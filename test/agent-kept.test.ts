import { rmSync } from 'node:fs'
import * as assert from 'uvu/assert'
import { createAgentSessions, type KeptWords } from '../cache/agent-sessions.ts'
import { nothingRun } from '../tasks/nothing-run.ts'
import { countTests } from '../tasks/test-counts.ts'
import { redactLine } from '../templates/redact.ts'
import { createTranscripts } from '../workflows/runner/effects/transcripts.ts'
import { everything, prompt, second, type TranscriptHome, transcriptSuite } from './support/transcripts.ts'

const test = transcriptSuite("what hooks kept of an agent's session")

const root = import.meta.dirname as string
const at = (seconds: number) => Date.parse(second(seconds))
const todos = (...pending: string[]): KeptWords => ({ todos: { completed: [], pending } })

/** Some sessions of an agent's, each with what a hook kept of it when it last looked; returns their transcripts. */
async function sessions(home: TranscriptHome, kept: Record<string, [lookedAt: number, words: KeptWords]>) {
  const agents = createAgentSessions(home.cache.db)
  const paths = Object.entries(kept).map(([id, [lookedAt, words]]) => {
    agents.link('2026-09-14-001', id, at(lookedAt))
    agents.keepWords(id, words)
    return home.write(`-home-me-x/${id}.jsonl`, [prompt(10, 'Go on.', { sessionId: id })])
  })
  await home.read()
  return paths
}

function pending({ cache }: TranscriptHome, window = everything, texts = true): string[] {
  const { db } = cache
  const signal = new AbortController().signal
  const transcripts = createTranscripts({ root, environment: {}, db, signal, texts })
  const options = { texts, countTests, nothingRun, withoutSecrets: redactLine }
  return transcripts.work(window, options)?.todos?.pending ?? []
}

test('is said where the transcript is gone, and only then', async ({ home }) => {
  const paths = await sessions(home, { s1: [10, todos('Parser')], s2: [10, todos('Header')] })
  assert.equal(pending(home), [])
  rmSync(paths[1] as string)
  assert.equal(pending(home), ['Header'])
})

test('is said once where two sessions have it', async ({ home }) => {
  const paths = await sessions(home, { s1: [10, todos('Parser', 'Header')], s2: [10, todos('header', 'Docs')] })
  for (const path of paths) rmSync(path)
  assert.equal(pending(home), ['Parser', 'Header', 'Docs'])
})

test('is said of the window in which the hook looked', async ({ home }) => {
  const [path] = await sessions(home, { s1: [20, todos('Parser')] })
  rmSync(path as string)
  const of = (from: number, to: number) => pending(home, { from: at(from), to: at(to) })
  assert.equal([of(5, 20), of(5, 21)], [[], ['Parser']])
  await sessions(home, { s2: [5, todos('Header')] })
  rmSync(home.write('-home-me-x/s2.jsonl', []))
  assert.equal([of(5, 15), of(6, 15)], [['Header'], []])
})

test('is not said where texts are left out', async ({ home }) => {
  const [path] = await sessions(home, { s1: [10, todos('Parser')] })
  rmSync(path as string)
  assert.equal(pending(home, everything, false), [])
})

test.run()
