import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createProject, type TestProject } from './support/project.ts'

const test = suite('doctor')

interface Check {
  id: string
  verdict: string
  reason?: string
  fix?: string
}
function examine(project: TestProject, ...args: string[]): { status: number | null; checks: Record<string, Check> } {
  const { status, stdout, stderr } = project.bookend(['doctor', '--json', ...args])
  try {
    const { checks } = JSON.parse(stdout) as { checks: Check[] }
    return { status, checks: Object.fromEntries(checks.map((check) => [check.id, check])) }
  } catch {
    throw new Error(`no document: ${stdout}${stderr}`)
  }
}

test('a project without anything: what is not there is skipped, nothing fails, nothing is written', () => {
  const project = createProject()
  const before = project.git('status', '--porcelain', '--ignored')
  const { status, checks } = examine(project)
  assert.is(status, 0)
  const verdicts = Object.fromEntries(Object.values(checks).map(({ id, verdict }) => [id, verdict]))
  assert.equal(verdicts, {
    node: 'PASS',
    'native-module': 'PASS',
    configuration: 'SKIPPED',
    cache: 'SKIPPED',
    git: 'PASS',
    hooks: 'SKIPPED',
    transcripts: 'SKIPPED',
    rules: 'SKIPPED',
  })
  assert.is(project.git('status', '--porcelain', '--ignored'), before)
  const { stdout } = project.bookend(['doctor'])
  assert.is(stdout.trim().split('\n').length, 8)
  assert.match(stdout, /^SKIPPED cache: none yet; .*init makes it$/m)
  project.remove()
})

test('each failure has what fixes it, and the rest is looked at all the same', () => {
  const project = createProject()
  project.write('session.config.ts', 'export default { artefacts: [] }\n')
  project.write('.claude/instruction-history.json', '{ broken')
  project.write('.claude/cache/sessions.db', 'no database')
  const { status, checks } = examine(project)
  assert.is(status, 4)
  assert.is(checks.configuration?.verdict, 'FAIL')
  assert.match(checks.configuration?.reason ?? '', /unknown key "artefacts"; did you mean "artifacts"\?/)
  assert.is(checks.configuration?.fix, 'edit session.config.ts')
  assert.is(checks.rules?.verdict, 'FAIL')
  assert.match(checks.rules?.reason ?? '', /instruction-history\.json/)
  assert.is(checks.git?.verdict, 'PASS')
  assert.is(checks.cache?.verdict, 'FAIL')
  assert.is(project.read('.claude/cache/sessions.db'), 'no database')
  project.remove()
})

test('hooks of another version fail, and --fix renews them', () => {
  const project = createProject()
  project.bookend(['hooks', 'install', '--quiet'])
  assert.is(examine(project).checks.hooks?.verdict, 'PASS')
  project.write('.claude/settings.json', project.read('.claude/settings.json').replace('"timeout": 10', '"timeout": 3'))
  const failed = examine(project)
  assert.is(failed.status, 4)
  assert.match(failed.checks.hooks?.fix ?? '', /hooks install$/)
  project.write('.bookend-99999999-abcdefabcdef.tmp', 'left over')
  assert.is(examine(project, '--fix').checks.hooks?.verdict, 'PASS')
  assert.throws(() => project.read('.bookend-99999999-abcdefabcdef.tmp'))
  project.remove()
})

test('the cache: how large it is, and what would go', () => {
  const project = createProject()
  project.bookend(['init'])
  assert.match(examine(project).checks.cache?.reason ?? '', /^\d+\.\d MB; everything is kept \(retentionDays is 0\)$/)
  project.write('session.config.ts', 'export default { retentionDays: 30 }\n')
  assert.match(
    examine(project).checks.cache?.reason ?? '',
    /the next closedown removes 0 decisions, 0 runs, 0 reports$/,
  )
  assert.is(examine(project).checks.configuration?.reason, 'session.config.ts')
  project.remove()
})

test('--store without a MongoDB is skipped', () => {
  const project = createProject({ git: false })
  const { checks } = examine(project, '--store')
  assert.is(checks.store?.verdict, 'SKIPPED')
  assert.is(examine(project).checks.git?.verdict, 'SKIPPED')
  project.remove()
})

test.run()
