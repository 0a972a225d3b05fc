import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { plural } from '../templates/words.ts'
import { repository } from './support/project.ts'

const test = suite('counts in words')

const nouns =
  'decisions|transcripts|sessions|rules|files|commits|notes|lines|proposals|documents|days|messages|tests|packages'

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
