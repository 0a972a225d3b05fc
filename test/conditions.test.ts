import { constants } from 'node:os'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { conditionOf } from '../cache/conditions.ts'
import type { Journal } from '../cache/journal.ts'
import { NativeUnavailable } from '../cache/native.ts'
import { enduringJournal } from '../workflows/runner/enduring.ts'
import { describeFailure, failureOf } from '../workflows/runner/failure.ts'

const test = suite('conditions of the machine')

const failing = (code: string) => Object.assign(new Error(`${code}: it failed`), { code })

test('each is a sentence with what to do, and exit status 4; what nobody knows is a bug', () => {
  for (const [code, says] of [
    ['SQLITE_BUSY', 'the cache is locked by another process'],
    ['SQLITE_BUSY_SNAPSHOT', 'the cache is locked by another process'],
    ['SQLITE_LOCKED', 'the cache is locked by another process'],
    ['SQLITE_FULL', 'the disk is full'],
    ['SQLITE_IOERR_SHMSIZE', 'the disk is full'],
    ['ENOSPC', 'the disk is full'],
    ['EDQUOT', 'the disk quota is used up'],
    ['SQLITE_IOERR_WRITE', 'the disk reported an error'],
    ['EIO', 'the disk reported an error'],
    ['EROFS', 'the file system is read-only'],
    ['EFBIG', 'a file may not become that large'],
    ['EMFILE', 'too many files are open'],
    ['ENFILE', 'too many files are open'],
    ['ENOMEM', 'there is no memory left'],
    ['ENAMETOOLONG', 'the name is too long'],
    ['ELOOP', 'symbolic links lead in a circle, or one is in the place of a file'],
    ['ENOTDIR', 'a directory on the way to it is a file'],
    ['EISDIR', 'it is a directory'],
    ['ESTALE', 'the disk reported an error'],
    ['ENOTCONN', 'the disk reported an error'],
    ['ETXTBSY', 'it is in use'],
    ['EBUSY', 'it is in use'],
    ['EMLINK', 'it has as many links as the file system takes'],
    ['ENOLCK', 'the file system has no lock left'],
    ['E2BIG', 'the arguments or the environment are too long'],
  ] as const) {
    const failure = failureOf(failing(code), {})
    assert.is(failure.status, 4, code)
    assert.match(describeFailure(failure), new RegExp(`^${says} \\(${code}\\): \\w.*$`))
  }
  // Node has no name for a quota that is used up: what opens a file says the one, what writes into it the other.
  for (const code of [`Unknown system error -${constants.errno.EDQUOT}`, 'UNKNOWN']) {
    const unnamed = failureOf(Object.assign(failing(code), { errno: -constants.errno.EDQUOT }), {})
    assert.equal([unnamed.status, describeFailure(unnamed)], [4, 'the disk quota is used up (EDQUOT): make room'])
  }
  assert.is(failureOf(Object.assign(failing('UNKNOWN'), { errno: -9999 }), {}).status, 1)
  assert.is(failureOf(new NativeUnavailable('missing', 'not there'), {}).status, 2)
  assert.is(failureOf(new TypeError('of undefined'), {}).status, 1)
})

test('what a journal could not write waits, and is written in its order once it can be', () => {
  const written: string[] = []
  let fails: Error | undefined
  const write = (what: string) => {
    if (fails) throw fails
    written.push(what)
  }
  const parts: Partial<Journal> = {
    begin({ session }) {
      write(`begin ${session}`)
      return 7
    },
    startStep: (run, task) => write(`start ${task} of ${run}`),
    finish: (run, outcome) => write(`${outcome} ${run}`),
  }
  const journal = enduringJournal(parts as Journal, conditionOf)
  fails = failing('ENOSPC')
  const run = journal.begin({ workflow: 'closedown', session: 's', startedAt: 0, settings: {} })
  journal.startStep(run, 'a', 0)
  assert.match(journal.lacks() ?? '', /^the disk is full \(ENOSPC\)/)
  assert.equal(written, [])
  fails = undefined
  journal.finish(run, 'ok', 1)
  assert.equal(written, ['begin s', 'start a of 7', 'ok 7'])
  assert.is(journal.lacks(), undefined)
  // At the end of a run it is tried once more, without a further write.
  fails = failing('EIO')
  journal.startStep(run, 'b', 2)
  fails = undefined
  assert.is(journal.lacks(), undefined)
  assert.is(written.at(-1), 'start b of 7')
  fails = new TypeError('of undefined')
  assert.throws(() => journal.startStep(run, 'c', 3), /of undefined/)
})

test.run()
