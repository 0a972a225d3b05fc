import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { plural } from '../templates/words.ts'
import { repository } from './support/project.ts'

const test = suite('counts in words')

const nouns =
  'decisions|transcripts|sessions|rules|files|commits|notes|lines|proposals|documents|days|messages|tests|packages|checkpoints|turns|requests|stashes|services|sources|violations|anomalies|characters|databases'

test('one is one', () => {
  assert.equal(
    [0, 1, 2].map((count) => plural(count, 'anomaly', 'anomalies')),
    ['0 anomalies', '1 anomaly', '2 anomalies'],
  )
})

test('the guide, which shows what bookend prints, has no "1 rules"', () => {
  const found = readFileSync(join(repository, 'docs/guide.md'), 'utf8').match(new RegExp(`\\b1 (?:${nouns})\\b`, 'g'))
  assert.equal(found, null)
})

test('no template counts without it', () => {
  const folder = join(repository, 'templates')
  const bare = readdirSync(folder)
    .filter((name) => name.endsWith('.ejs'))
    .filter((name) => new RegExp(`%> (?:${nouns})\\b`).test(readFileSync(join(folder, name), 'utf8')))
  assert.equal(bare, [])
})

/** `${count} rules` in the line of a source. A table's column, a share and a factor have their own form. */
const bareCount = new RegExp(`\\} (?:${nouns}|times)\\b`)
const hasOwnForm = /padStart|toFixed|fixed\(|'any'|'once'/

test('no message of the sources counts without it', () => {
  const files = ['workflows', 'tasks', 'cache'].flatMap((folder) =>
    readdirSync(join(repository, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => join(folder, name)),
  )
  const bare = files.flatMap((file) =>
    readFileSync(join(repository, file), 'utf8')
      .split('\n')
      .filter((line) => /`/.test(line) && bareCount.test(line) && !hasOwnForm.test(line))
      .map((line) => `${file}: ${line.trim()}`),
  )
  assert.equal(bare, [])
})

test('a template has loops and conditions, and computes nothing: its view does that', () => {
  const folder = join(repository, 'templates')
  const computing = readdirSync(folder)
    .filter((name) => name.endsWith('.ejs'))
    .flatMap((name) =>
      [...readFileSync(join(folder, name), 'utf8').matchAll(/\.(?:slice|filter|reduce|replace|padEnd|toFixed)\(/g)].map(
        ([call]) => `${name}: ${call}`,
      ),
    )
  assert.equal(computing, [])
})

test.run()
