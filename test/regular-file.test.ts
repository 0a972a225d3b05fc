import { execFileSync, spawnSync } from 'node:child_process'
import { symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { openRegular } from '../cache/regular-file.ts'
import { createProject, repository } from './support/project.ts'

const test = suite('regular files')

test('a named pipe that nobody writes to is refused, and not waited for', () => {
  const project = createProject({ git: false })
  execFileSync('mkfifo', [join(project.root, 'pipe')])
  const script = `import { openRegular } from ${JSON.stringify(join(repository, 'cache/regular-file.ts'))}
    try { openRegular(${JSON.stringify(join(project.root, 'pipe'))}, { named: 'pipe' }) } catch (error) { console.log(error.message) }`
  const { stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
    cwd: repository,
    encoding: 'utf8',
    // Whoever waits for a writer waits forever.
    timeout: 60_000,
    killSignal: 'SIGKILL',
  })
  assert.is(stdout, 'pipe cannot be read (it is a named pipe)\n', stderr)
  project.remove()
})

test('a link is followed only by whoever may', () => {
  const project = createProject({ git: false })
  writeFileSync(join(project.root, 'file'), 'text')
  symlinkSync('file', join(project.root, 'link'))
  const link = join(project.root, 'link')
  assert.is(openRegular(link).stat.size, 4)
  assert.throws(
    () => openRegular(link, { named: 'link', follow: false }),
    /^link cannot be read \(it is a symbolic link/,
  )
  assert.throws(() => openRegular(project.root, { named: 'here' }), /^here cannot be read \(it is a directory\)$/)
  project.remove()
})

test.run()
