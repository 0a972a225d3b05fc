import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { placesOf } from '../../tasks/cleanup/places.ts'

const test = suite('whose a directory is')

const root = '/home/me/app'
const settings = '.claude/cache/hook-settings.json'
const marker = '.claude/session-complete.marker'
/** Projects beside, above and below this one: open and closed ones. */
const there = new Set([
  ...[`${root}/${settings}`, `/home/me/open/${settings}`, `${root}/packages/open/${settings}`, `/home/${settings}`],
  ...[`/home/me/closed/${settings}`, `/home/me/closed/${marker}`],
  ...[`${root}/packages/closed/${settings}`, `${root}/packages/closed/${marker}`],
  // A marker that was committed.
  `${root}/packages/plain/${marker}`,
])
const placeOf = placesOf(root, { exists: (path) => there.has(join(root, path)) })

const cases: [directory: string, place: string][] = [
  [root, 'this project'],
  [`${root}/src/deep`, 'this project'],
  [`${root}/`, 'this project'],
  ['/home/me/open/../app', 'this project'],
  [`${root}-2`, 'another project'],
  [`${root}/packages/open`, 'another project'],
  [`${root}/packages/open/src`, 'another project'],
  [`${root}/packages/opened`, 'this project'],
  [`${root}/packages/closed/src`, 'this project'],
  [`${root}/packages/plain`, 'this project'],
  ['/home/me/open/src', 'another project'],
  ['/home/you', 'another project'],
  ['/tmp', 'outside'],
  ['/', 'outside'],
]
for (const [directory, place] of cases) test(`${directory}: ${place}`, () => assert.is(placeOf(directory), place))

test.run()
